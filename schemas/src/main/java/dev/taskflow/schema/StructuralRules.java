package dev.taskflow.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;

/**
 * What Avro's compatibility check lets pass and the contract does not: a logical type stays what it is, an enum has a
 * default symbol and keeps its symbols, and a field added later has a default.
 */
final class StructuralRules {
    private final List<String> faults = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    private StructuralRules() {}

    static List<String> faults(Schema next, Schema old) {
        StructuralRules rules = new StructuralRules();
        rules.compare(next.getName(), next, old);
        return rules.faults;
    }

    private void compare(String path, Schema next, Schema old) {
        if (!Objects.equals(logicalType(next), logicalType(old))) {
            faults.add(path + " changes its logical type from " + logicalType(old) + " to " + logicalType(next));
        }
        if (next.isUnion() || old.isUnion()) {
            compareBranches(path, next, old);
        } else if (next.getType() == old.getType()) {
            compareSameType(path, next, old);
        }
    }

    private void compareSameType(String path, Schema next, Schema old) {
        switch (next.getType()) {
            case RECORD -> {
                if (seen.add(next.getFullName())) {
                    compareFields(next, old);
                }
            }
            case ENUM -> compareSymbols(path, next, old);
            case ARRAY -> compare(path + "[]", next.getElementType(), old.getElementType());
            case MAP -> compare(path + "{}", next.getValueType(), old.getValueType());
            default -> {}
        }
    }

    private void compareFields(Schema next, Schema old) {
        for (Schema.Field field : next.getFields()) {
            String path = next.getName() + "." + field.name();
            Schema.Field before = old.getField(field.name());
            if (before != null) {
                compare(path, field.schema(), before.schema());
            } else if (!field.hasDefaultValue()) {
                faults.add(path + " is new and has no default");
            }
        }
    }

    private void compareSymbols(String path, Schema next, Schema old) {
        if (next.getEnumDefault() == null) {
            faults.add(path + ": the enum " + next.getName() + " has no default symbol");
        }
        for (String symbol : old.getEnumSymbols()) {
            if (!next.hasEnumSymbol(symbol)) {
                faults.add(path + ": the enum " + next.getName() + " loses the symbol " + symbol);
            }
        }
    }

    private void compareBranches(String path, Schema next, Schema old) {
        Map<String, Schema> oldByName = new HashMap<>();
        branches(old).forEach(branch -> oldByName.put(branch.getFullName(), branch));
        for (Schema branch : branches(next)) {
            Schema before = oldByName.get(branch.getFullName());
            if (before != null) {
                compare(path, branch, before);
            }
        }
    }

    private static List<Schema> branches(Schema schema) {
        return schema.isUnion() ? schema.getTypes() : List.of(schema);
    }

    private static String logicalType(Schema schema) {
        LogicalType type = schema.getLogicalType();
        String unknown = schema.getProp("logicalType");
        return type != null ? type.getName() : unknown != null ? unknown : "none";
    }
}
