package dev.taskflow.schema;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityResult;

/** What a new version of a schema may change. Stateless. */
public final class SchemaEvolution {
    private SchemaEvolution() {}

    /**
     * What is wrong with a new version, judged by Avro's own resolution rules and by {@link StructuralRules}, which Avro
     * does not check.
     *
     * @param next the new version
     * @param earlier all earlier versions, oldest first
     * @param level what the new version owes to them
     * @return one line for each fault, each with the version, counted from 1, that it breaks; empty if there is none
     */
    public static List<String> faults(Schema next, List<Schema> earlier, CompatibilityLevel level) {
        List<String> faults = new ArrayList<>();
        int first = level.isTransitive() || earlier.isEmpty() ? 0 : earlier.size() - 1;
        for (int i = first; i < earlier.size() && level != CompatibilityLevel.NONE; i++) {
            Schema old = earlier.get(i);
            int version = i + 1;
            if (level.isBackward()) {
                addUnreadable(faults, "the new version cannot read version " + version, next, old);
            }
            if (level.isForward()) {
                addUnreadable(faults, "version " + version + " cannot read the new version", old, next);
            }
            for (String fault : StructuralRules.faults(next, old)) {
                faults.add("against version " + version + ": " + fault);
            }
        }
        return faults;
    }

    private static void addUnreadable(List<String> faults, String what, Schema reader, Schema writer) {
        SchemaCompatibilityResult result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult();
        result.getIncompatibilities()
                .forEach(found -> faults.add(
                        what + ": " + found.getType() + " at " + found.getLocation() + ", " + found.getMessage()));
    }
}
