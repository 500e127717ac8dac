package dev.taskflow.devkit;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/** Says why a new schema does not fit a subject's earlier versions. */
final class Compatibility {
    private Compatibility() {}

    /** What is wrong, in words; empty if the candidate fits. Versions come oldest first. */
    static List<String> problems(CompatibilityLevel level, List<SubjectVersion> earlier, Schema candidate) {
        List<SubjectVersion> compared =
                level.transitive || earlier.isEmpty() ? earlier : earlier.subList(earlier.size() - 1, earlier.size());
        List<String> problems = new ArrayList<>();
        for (SubjectVersion old : compared) {
            Schema oldSchema = old.schema().avro();
            if (level.backward) {
                addProblems(problems, candidate, oldSchema, "the new schema cannot read version " + old.version());
            }
            if (level.forward) {
                addProblems(problems, oldSchema, candidate, "version " + old.version() + " cannot read the new schema");
            }
        }
        return problems;
    }

    private static void addProblems(List<String> problems, Schema reader, Schema writer, String what) {
        for (var found : SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities()) {
            problems.add(what + ": " + found.getType() + " at " + found.getLocation() + ": " + found.getMessage());
        }
    }
}
