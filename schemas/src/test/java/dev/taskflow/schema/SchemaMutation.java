package dev.taskflow.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.apache.avro.Schema;

/** A change to a real schema, made in its text as somebody would make it. */
final class SchemaMutation {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode document;

    private SchemaMutation(ObjectNode document) {
        this.document = document;
    }

    static Schema mutate(Schema schema, Consumer<SchemaMutation> change) {
        try {
            SchemaMutation mutation = new SchemaMutation((ObjectNode) JSON.readTree(schema.toString()));
            change.accept(mutation);
            return new Schema.Parser().parse(mutation.document.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    void renameRecord(String name) {
        document.put("name", name);
    }

    void removeField(String name) {
        ArrayNode fields = fields();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).path("name").asText().equals(name)) {
                fields.remove(i);
                return;
            }
        }
        throw new IllegalArgumentException(name);
    }

    void renameField(String name, String newName) {
        field(name).put("name", newName);
    }

    void addField(String json) {
        fields().add(parse(json));
    }

    void setType(String field, String json) {
        field(field).set("type", parse(json));
    }

    void setDoc(String field, String doc) {
        field(field).put("doc", doc);
    }

    /** Adds a symbol in front of the others. */
    void addSymbol(String field, String symbol) {
        ((ArrayNode) field(field).path("type").path("symbols")).insert(0, symbol);
    }

    void removeSymbol(String field, String symbol) {
        ArrayNode symbols = (ArrayNode) field(field).path("type").path("symbols");
        for (int i = 0; i < symbols.size(); i++) {
            if (symbols.get(i).asText().equals(symbol)) {
                symbols.remove(i);
                return;
            }
        }
        throw new IllegalArgumentException(symbol);
    }

    void removeEnumDefault(String field) {
        ((ObjectNode) field(field).path("type")).remove("default");
    }

    private ArrayNode fields() {
        return (ArrayNode) document.path("fields");
    }

    private ObjectNode field(String name) {
        for (JsonNode field : fields()) {
            if (field.path("name").asText().equals(name)) {
                return (ObjectNode) field;
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
