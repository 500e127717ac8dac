package dev.taskflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.devkit.DevKafka;
import dev.taskflow.devkit.DevSchemaRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicsCommandIT {
    private final DevKafka kafka = DevKafka.start(DevKafka.Options.temporary());

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void aTopicThatCannotBeMadeIsToldOnce() {
        try (DevSchemaRegistry registry = DevSchemaRegistry.start(DevSchemaRegistry.Options.inMemory())) {
            Invocation apply = topics("apply", registry.url(), "--set", "replication.factor=3");

            assertThat(apply.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(apply.lines())
                    .filteredOn(line -> line.contains("topic taskflow.flow-commands "))
                    .singleElement()
                    .asString()
                    .startsWith("FAULT    topic taskflow.flow-commands cannot be created: ");
        }
    }

    @Test
    void whatIsMissingIsSaidWithWhatToDo() {
        try (DevSchemaRegistry registry = DevSchemaRegistry.start(DevSchemaRegistry.Options.inMemory())) {
            Invocation check = topics("check", registry.url());

            assertThat(check.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(check.lines())
                    .contains("FAULT    topic taskflow.flow-commands does not exist")
                    .last()
                    .asString()
                    .startsWith("'taskflow topics apply' makes what is missing");
        }
    }

    @Test
    void settingsThatMakeNoClientAreSaidToBeSo() {
        Invocation check = topics("check", "http://127.0.0.1:1", "--set", "kafka.security.protocol=SASL_PLAINTEXT");

        assertThat(check.err()).contains("The kafka.* settings make no client: ", "kafka.sasl.jaas.config");
    }

    @Test
    void whatKafkaHasGotIsToldAlsoIfTheRegistryDoesNotAnswer() {
        Invocation apply = topics("apply", "http://127.0.0.1:1");

        assertThat(apply.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(apply.lines()).contains("done     topic taskflow.flow-commands created");
        assertThat(apply.err()).contains("http://127.0.0.1:1");
    }

    private Invocation topics(String command, String registry, String... more) {
        List<String> arguments = new ArrayList<>(List.of("topics", command));
        arguments.addAll(List.of("--set", "bootstrap.servers=" + kafka.bootstrapServers()));
        arguments.addAll(List.of("--set", "schema.registry.url=" + registry));
        arguments.addAll(List.of(more));
        return Invocation.of(Map.of(), arguments.toArray(String[]::new));
    }
}
