package dev.taskflow.http;

import static dev.taskflow.http.Route.Access.ANYONE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.taskflow.http.exchange.Answer;
import dev.taskflow.http.exchange.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The OpenAPI document: written by hand, held to the routes and their answers by tests. */
final class OpenApi {
    private static final String RESOURCE = "openapi.yaml";

    private final byte[] yaml;
    private final byte[] json;

    OpenApi() {
        this.yaml = resource();
        this.json = Json.bytes(parsed(yaml));
    }

    static byte[] resource() {
        try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static JsonNode parsed(byte[] yaml) {
        try {
            return new YAMLMapper().readTree(yaml);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    List<Route> routes() {
        return List.of(
                route("/v1/openapi.json", new Answer.Whole(200, "application/json", json)),
                route("/v1/openapi.yaml", new Answer.Whole(200, "application/yaml", yaml)));
    }

    private static Route route(String path, Answer.Whole answer) {
        return new Route("GET", path, ANYONE, Set.of(), request -> CompletableFuture.completedFuture(answer));
    }
}
