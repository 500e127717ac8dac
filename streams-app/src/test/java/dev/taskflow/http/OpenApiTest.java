package dev.taskflow.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskflow.http.live.EventHub;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private final OpenApiDocument document = new OpenApiDocument();

    private static List<Route> routes() {
        MemoryState state = MemoryState.ofAll();
        ApiSettings settings = new ApiSettings(
                "127.0.0.1",
                0,
                Optional.of(new HostInfo("127.0.0.1", 1)),
                new ApiAccess(List.of(Api.TOKENS), "local", false),
                Api.BOUNDS,
                "secret",
                "test");
        Workers workers = Workers.start(Api.BOUNDS);
        workers.close();
        return ApiServer.routes(
                settings,
                new ApiServer.Parts(
                        state,
                        new MemoryProcessor(id -> state),
                        span -> new dev.taskflow.http.live.FlowHistory.Part(List.of(), Optional.empty()),
                        new EventHub(),
                        new Api.Health(),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        Clock.systemUTC()),
                workers);
    }

    @Test
    void everyRouteIsInTheDocumentAndEveryPathOfItIsARoute() {
        Set<String> described = new TreeSet<>();
        document.operations().forEach(each -> described.add(each.method() + " " + each.path()));
        Set<String> routed = new TreeSet<>();
        routes().forEach(each -> routed.add(each.method() + " " + each.path()));

        assertThat(routed).isEqualTo(described);
    }

    @Test
    void theDocumentNamesEveryQueryParameterOfARouteAndNoOther() {
        for (Route route : routes()) {
            Set<String> described = new TreeSet<>();
            for (JsonNode parameter : document.operation(route.method(), route.path())
                    .orElseThrow()
                    .definition()
                    .path("parameters")) {
                JsonNode resolved = document.resolved(parameter);
                if (resolved.path("in").asText().equals("query")) {
                    described.add(resolved.path("name").asText());
                }
            }
            assertThat(new TreeSet<>(route.parameters())).as(route.path()).isEqualTo(described);
        }
    }

    @Test
    void whatIsOpenInTheDocumentIsOpenAndNothingElse() {
        for (Route route : routes()) {
            assertThat(route.access() == Route.Access.ANYONE)
                    .as(route.path())
                    .isEqualTo(document.operation(route.method(), route.path())
                            .orElseThrow()
                            .isOpen());
        }
    }

    @Test
    void everyReferenceInTheDocumentLeadsSomewhere() {
        List<JsonNode> references = document.root().findValues("$ref");

        assertThat(references).isNotEmpty().allSatisfy(reference -> assertThat(
                        document.root().at(reference.asText().substring(1)).isMissingNode())
                .as(reference.asText())
                .isFalse());
    }

    @Test
    void bothFormsAreServedToAnybody() {
        try (Api api = Api.start()) {
            assertThat(api.get("", "/v1/openapi.json").json()).isEqualTo(document.root());
            Api.Reply yaml = api.get("", "/v1/openapi.yaml");
            assertThat(OpenApi.parsed(yaml.body().getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                    .isEqualTo(document.root());
        }
    }
}
