package dev.taskflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.cli.Distribution.Run;
import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.serde.AvroSerializer;
import dev.taskflow.serde.SchemaRegistryClient;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.ReplyMode;
import dev.taskflow.v1.RequestCancel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevCommandIT {

    private static final Pattern READY =
            Pattern.compile("TaskFlow is ready: kafka=(127\\.0\\.0\\.1:\\d+) registry=(http://127\\.0\\.0\\.1:\\d+)"
                    + " http=(http://127\\.0\\.0\\.1:\\d+)");

    /** The broker says so when it gets no processor time for a while, and is right to. */
    private static final String SLOW_MACHINE = "controller event queue overloaded";

    /** 128 + SIGTERM: stopped in order, by a signal. */
    private static final int STOPPED = 143;

    private final Distribution distribution = Distribution.built();

    @Test
    void restartedOnTheSameDirectoryItHasLostNothing(@TempDir Path data) throws Exception {
        int schemaId;
        try (Run first = dev(data)) {
            Map<String, Object> connection = connection(first);
            assertThat(answer(connection, create("Survive a restart")).getOutcome())
                    .isEqualTo(CommandOutcome.ACCEPTED);
            schemaId = schemaId(connection);
            assertThat(first.stop()).isEqualTo(STOPPED);
            assertThat(first.out()).singleElement().asString().matches(READY);
            assertThat(first.err())
                    .filteredOn(line -> !line.contains(SLOW_MACHINE))
                    .singleElement()
                    .asString()
                    .contains("HTTP has no authentication");
        }

        try (Run second = dev(data)) {
            Map<String, Object> connection = connection(second);
            CommandResult cancelled = answer(connection, cancel());

            assertThat(cancelled.getOutcome()).isEqualTo(CommandOutcome.ACCEPTED);
            assertThat(cancelled.getStatus()).contains(FlowStatus.CANCELLED);
            assertThat(schemaId(connection)).isEqualTo(schemaId);
        }
    }

    @ParameterizedTest
    @CsvSource({"tr,TR", "ar,EG"})
    void itStartsAndSpeaksTheSameInEveryLocale(String language, String country, @TempDir Path data) throws Exception {
        List<String> locale = List.of("-Duser.language=" + language, "-Duser.country=" + country);
        try (Run run = distribution.start(locale, arguments(data))) {
            Map<String, Object> connection = connection(run);

            CommandResult refused = answer(connection, create("x".repeat(262_145)));

            assertThat(refused.getMessage().orElseThrow())
                    .contains("createFlow.goal is 262,145 bytes, the limit for one field is 262,144");
        }
    }

    @Test
    void aPortInUseIsSaidInOneLine(@TempDir Path data) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Run run = distribution.start(
                        "dev", "--kafka-port", String.valueOf(taken.getLocalPort()), "--data-dir", data.toString())) {
            assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err()).singleElement().asString().contains(String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    void withoutTheDevelopmentKitDevAndDemoSaySoAndTheOthersWork(@TempDir Path target) throws Exception {
        Distribution production = distribution.withoutDevKit(target);
        assertThat(target.resolve("lib"))
                .isDirectoryNotContaining("regex:.*/(kafka_|kafka-server|kafka-raft|taskflow-devkit).*");

        for (String command : List.of("dev", "demo")) {
            try (Run run = production.start(command)) {
                assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
                assertThat(run.err())
                        .singleElement()
                        .asString()
                        .startsWith("taskflow: the development kit is not part of this installation");
            }
        }
        try (Run run = production.start(
                "run",
                "-Dbootstrap.servers=127.0.0.1:1",
                "-Dkafka.admin.default.api.timeout.ms=500",
                "-Dkafka.admin.request.timeout.ms=400",
                "-Dstate.dir=" + target.resolve("state"))) {
            assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        }
    }

    private Run dev(Path data) throws IOException {
        return distribution.start(arguments(data));
    }

    private static String[] arguments(Path data) {
        return new String[] {
            "dev", "--kafka-port", "0", "--registry-port", "0", "--http-port", "0", "--data-dir", data.toString()
        };
    }

    private static Map<String, Object> connection(Run run) {
        Matcher ready = READY.matcher(run.awaitLine("TaskFlow is ready"));
        assertThat(ready.matches()).isTrue();
        return Map.of("bootstrap.servers", ready.group(1), "schema.registry.url", ready.group(2));
    }

    private static int schemaId(Map<String, Object> connection) {
        return SchemaRegistryClient.of(connection)
                .latest("taskflow.flow-settled-value")
                .orElseThrow()
                .id();
    }

    private static FlowCommand create(String goal) {
        return command("create-1")
                .setCreateFlow(CreateFlow.newBuilder()
                        .setControllerId("test")
                        .setGoal(goal)
                        .build())
                .build();
    }

    private static FlowCommand cancel() {
        return command("cancel-1")
                .setRequestCancel(RequestCancel.newBuilder().build())
                .build();
    }

    private static FlowCommand.Builder command(String commandId) {
        return FlowCommand.newBuilder()
                .setCommandId(commandId)
                .setFlowId("flow-1")
                .setOwnerKey("owner-1")
                .setIssuedAt(Instant.now())
                .setReply(ReplyMode.ALWAYS);
    }

    private static CommandResult answer(Map<String, Object> connection, FlowCommand command)
            throws ExecutionException, InterruptedException {
        AvroSerializer<FlowCommand> serializer = new AvroSerializer<>();
        serializer.configure(connection, false);
        try (KafkaProducer<String, FlowCommand> producer =
                new KafkaProducer<>(connection, new StringSerializer(), serializer)) {
            producer.send(new ProducerRecord<>("taskflow.flow-commands", command.getFlowId(), command))
                    .get();
        }
        Map<String, Object> reading = new HashMap<>(connection);
        reading.put("group.id", command.getCommandId());
        reading.put("auto.offset.reset", "earliest");
        reading.put("isolation.level", "read_committed");
        AvroDeserializer<CommandResult> deserializer = new AvroDeserializer<>(CommandResult.class);
        deserializer.configure(reading, false);
        try (KafkaConsumer<String, CommandResult> consumer =
                new KafkaConsumer<>(reading, new StringDeserializer(), deserializer)) {
            consumer.subscribe(List.of("taskflow.command-results"));
            List<CommandResult> answers = new ArrayList<>();
            Awaitility.await().pollInSameThread().atMost(Duration.ofSeconds(60)).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> answers.add(record.value()));
                return answers.stream().anyMatch(answer -> isTo(command, answer));
            });
            return answers.stream()
                    .filter(answer -> isTo(command, answer))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean isTo(FlowCommand command, CommandResult answer) {
        return answer.getCommandId().equals(command.getCommandId());
    }
}
