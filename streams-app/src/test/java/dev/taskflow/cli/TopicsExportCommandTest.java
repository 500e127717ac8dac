package dev.taskflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicsExportCommandTest {

    @Test
    void theConfigurationDecidesAndNobodyIsAsked() throws IOException {
        Invocation export =
                export("--format json --set topic.prefix=shop. --set application.id=shop --set runtimes=cpu,gpu"
                        + " --set replication.factor=3 --set kafka.topic.min.insync.replicas=2 --consumer billing");

        JsonNode document = new ObjectMapper().readTree(export.out());

        assertThat(export.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(document.path("topics"))
                .extracting(topic -> topic.path("name").textValue())
                .contains(
                        "shop.flow-commands",
                        "shop.tasks.gpu",
                        "shop-flows-changelog",
                        "shop.flow-settled.billing.dead-letters");
        assertThat(document.path("topics"))
                .extracting(topic -> topic.path("replicationFactor").intValue())
                .containsOnly(3);
        assertThat(document.path("topics"))
                .filteredOn(topic ->
                        topic.at("/configs/min.insync.replicas").asText().equals("2"))
                .extracting(topic -> topic.path("name").textValue())
                .allMatch(name -> name.endsWith("-changelog"))
                .isNotEmpty();
        assertThat(document.path("roles"))
                .extracting(role -> role.path("name").textValue())
                .containsExactly(
                        "shop-processor",
                        "shop-producer",
                        "shop-worker-cpu",
                        "shop-worker-gpu",
                        "shop-consumer-billing",
                        "shop-operator");
    }

    @Test
    void workersGetRolesForTheRuntimesThatAreAskedFor() {
        assertThat(export("--format commands --set runtimes=cpu,gpu --runtime gpu --runtime gpu")
                        .lines())
                .filteredOn(line -> line.startsWith("#") && line.contains("-worker-"))
                .containsExactly("# taskflow-worker-gpu: runs the tasks of the runtime gpu");
    }

    @ParameterizedTest
    @CsvSource({
        "--format strimzi, --cluster is missing",
        "--format strimzi --cluster c --authentication magic, --authentication must be",
        "--format json --runtime gpu, 'gpu' is not configured; configured are [default]",
        "--format json --consumer a/b, The group 'a/b' must be of",
        "--format strimzi --cluster c --authentication tls --consumer a-group-whose-name-is-so-long-that-a-certificate-has-no-room,"
                + " has 78 characters",
        "--format xml, --format",
        "--set runtimes=gpu, --format",
    })
    void wrongUsageIsSaidInWords(String arguments, String words) {
        Invocation export = export(arguments);

        assertThat(export.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(export.err()).contains(words);
        assertThat(export.out()).isEmpty();
    }

    private static Invocation export(String options) {
        return Invocation.of(Map.of(), ("topics export " + options).split(" "));
    }
}
