package dev.taskflow.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** JSON that a user gives. Every method throws {@link CommandFailed} if a file cannot be read. */
final class JsonFiles {

    private static final String STANDARD_INPUT = "-";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private JsonFiles() {}

    /** The object in a file, or on standard input for {@code -}. */
    static ObjectNode object(String file) {
        try {
            if (JSON.readTree(bytes(file)) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException wrong) {
            throw new CommandFailed(file + " is not JSON: " + wrong.getOriginalMessage(), wrong);
        } catch (IOException impossible) {
            throw new CommandFailed("cannot read " + file + ": " + impossible, impossible);
        }
        throw new CommandFailed(file + " must hold a JSON object", null);
    }

    static byte[] bytes(String file) {
        try {
            return file.equals(STANDARD_INPUT) ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
        } catch (IOException unreadable) {
            throw new CommandFailed(
                    "cannot read " + file + ": " + unreadable.getClass().getSimpleName(), unreadable);
        }
    }

    /** What the bytes are as JSON; empty if they are none. */
    static Optional<JsonNode> value(byte[] bytes) {
        try {
            return Optional.of(JSON.readTree(bytes)).filter(value -> !value.isMissingNode());
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }
}
