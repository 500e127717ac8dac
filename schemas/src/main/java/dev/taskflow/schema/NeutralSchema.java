package dev.taskflow.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;

/**
 * Schemas without Java's own properties ({@code avro.java.string}), as they stand in the registry and are given to other
 * languages. The binary form of a record does not depend on these properties. Stateless.
 */
public final class NeutralSchema {
    private static final ObjectMapper JSON = new ObjectMapper();

    private NeutralSchema() {}

    /** The neutral form of a schema; an equal schema if it is neutral already. Docs, defaults and logical types stay. */
    public static Schema of(Schema schema) {
        try {
            JsonNode neutral = strip(JSON.readTree(schema.toString()));
            return new Schema.Parser().parse(neutral.toString());
        } catch (JsonProcessingException e) {
            throw new AvroRuntimeException("Avro printed a schema that is not JSON: " + schema.getFullName(), e);
        }
    }

    /** The neutral schema of a generated class. */
    public static Schema of(Class<?> generatedClass) {
        return of(SpecificData.getForClass(generatedClass).getSchema(generatedClass));
    }

    private static JsonNode strip(JsonNode node) {
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, strip(array.get(i)));
            }
        } else if (node instanceof ObjectNode object) {
            boolean stripped = object.remove(GenericData.STRING_PROP) != null;
            if (stripped && object.size() == 1 && object.path("type").isTextual()) {
                return object.get("type");
            }
            object.properties().forEach(field -> field.setValue(strip(field.getValue())));
        }
        return node;
    }
}
