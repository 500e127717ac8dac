package dev.taskflow.devkit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.Schema;

/** Reads Avro schemas that may refer to types of other subjects. */
final class AvroSchemas {
    /** @param text in the form in which equal schemas are equal text: Avro's own, on one line */
    record Parsed(SchemaText text, Schema avro) {}

    private AvroSchemas() {}

    /**
     * Parses a schema.
     *
     * @param resolve gives the text behind a reference, or throws what tells that there is none
     * @throws RegistryException if it is not a valid schema
     */
    static Parsed parse(SchemaText text, Function<SchemaReference, SchemaText> resolve) {
        Schema.Parser parser = new Schema.Parser();
        addReferences(parser, text.references(), resolve, new HashSet<>());
        List<Schema> borrowed = List.copyOf(parser.getTypes().values());
        Schema avro = parseOne(parser, text.schema());
        String canonical = borrowed.isEmpty() ? avro.toString() : withoutTypes(avro, borrowed);
        return new Parsed(new SchemaText(canonical, text.references()), avro);
    }

    @SuppressWarnings("deprecation") // Avro has no other way to leave the types of other subjects out of the text.
    private static String withoutTypes(Schema schema, List<Schema> borrowed) {
        return schema.toString(borrowed, false);
    }

    private static void addReferences(
            Schema.Parser parser,
            List<SchemaReference> references,
            Function<SchemaReference, SchemaText> resolve,
            Set<SchemaText> added) {
        for (SchemaReference reference : references) {
            SchemaText text = resolve.apply(reference);
            if (added.add(text)) {
                addReferences(parser, text.references(), resolve, added);
                parseOne(parser, text.schema());
            }
        }
    }

    private static Schema parseOne(Schema.Parser parser, String schema) {
        try {
            return parser.parse(schema);
        } catch (RuntimeException | StackOverflowError e) {
            // Avro answers some malformed schemas with other exceptions than its own.
            throw RegistryException.invalidSchema(String.valueOf(e.getMessage()));
        }
    }
}
