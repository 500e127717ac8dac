package dev.taskflow.devkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Plain HTTP to a registry, as any client speaks it. */
final class RegistryClient {
    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    RegistryClient(DevSchemaRegistry registry) {
        this.url = registry.url();
    }

    record Answer(int status, JsonNode body) {
        int code() {
            return body.path("error_code").asInt();
        }

        int id() {
            return body.path("id").asInt();
        }
    }

    Answer get(String path) throws Exception {
        return send("GET", path, new byte[0]);
    }

    Answer delete(String path) throws Exception {
        return send("DELETE", path, new byte[0]);
    }

    Answer put(String path, String body) throws Exception {
        return send("PUT", path, body.getBytes(StandardCharsets.UTF_8));
    }

    Answer post(String path, String body) throws Exception {
        return send("POST", path, body.getBytes(StandardCharsets.UTF_8));
    }

    Answer register(String subject, String schema) throws Exception {
        return post("/subjects/" + subject + "/versions", wrapped(schema));
    }

    Answer send(String method, String path, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    static String wrapped(String schema) {
        return JSON.createObjectNode().put("schema", schema).toString();
    }
}
