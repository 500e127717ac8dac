package dev.taskflow.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.taskflow.client.Connection;
import dev.taskflow.rules.Limits;
import dev.taskflow.topics.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskFlowConfigTest {

    private final Path folder;

    TaskFlowConfigTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void clientsMakeTheirTopicsAsTheyAreExportedByDefault() {
        assertThat(Connection.to("kafka:9092", "http://registry").topics().settlementDeadLetters("announcer"))
                .isEqualTo(TaskFlowConfig.of(Map.of()).topics().settlementDeadLetters("announcer"));
    }

    @Test
    void topicsHaveRoomForTheLargestCommand() {
        TaskFlowConfig config = TaskFlowConfig.of(Map.of("limit.command.bytes", "8000000"));

        assertThat(config.topics().flowCommands().maxMessageBytes()).isGreaterThan(8_000_000);
        assertThat(config.topics().flowSettled().maxMessageBytes()).isGreaterThan(16_000_000);
    }

    @Test
    void defaultsAreThoseOfTheContract() {
        TaskFlowConfig config = TaskFlowConfig.of(Map.of());

        assertThat(config.applicationId()).isEqualTo("taskflow");
        assertThat(config.topics().flowCommands().name()).isEqualTo("taskflow.flow-commands");
        assertThat(config.cancelGrace()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.retention()).isEqualTo(Duration.ofDays(7));
        assertThat(config.limits()).isEqualTo(Limits.DEFAULT);
        assertThat(config.schemaRegistry()).isEqualTo(Map.of("schema.registry.url", "http://127.0.0.1:8081"));
    }

    @Test
    void commandLineWinsOverEnvironmentOverFileOverDefault() throws IOException {
        Path file = file("application.id=from-file\ncancel.grace.ms=1\nretention.ms=60001\n");

        TaskFlowConfig config = TaskFlowConfig.load(new ConfigSources(
                Map.of("application.id", "from-command-line"),
                Map.of("TASKFLOW_APPLICATION_ID", "from-environment", "TASKFLOW_CANCEL_GRACE_MS", "2"),
                file));

        assertThat(config.applicationId()).isEqualTo("from-command-line");
        assertThat(config.cancelGrace()).isEqualTo(Duration.ofMillis(2));
        assertThat(config.retention()).isEqualTo(Duration.ofMillis(60_001));
        assertThat(config.streamThreads()).isEqualTo(1);
    }

    @Test
    void theFileIsReadAsUtf8() throws IOException {
        assertThat(load(file("state.dir=zustände")).stateDirectory()).isEqualTo(Path.of("zustände"));
    }

    @Test
    void eachRuntimeHasItsTopic() {
        TaskFlowConfig config = TaskFlowConfig.of(Map.of("runtimes", "mail, shell", "topic.prefix", "acme."));

        assertThat(config.topics().all()).extracting(Topic::name).contains("acme.tasks.mail", "acme.tasks.shell");
    }

    @Test
    void topicsHoldTheLargestCommandThatIsAccepted() {
        TaskFlowConfig config = TaskFlowConfig.of(Map.of("limit.command.bytes", "4000000"));

        assertThat(config.topics().flowCommands().maxMessageBytes()).isGreaterThan(4_000_000);
        assertThat(config.topics().flowEvents().maxMessageBytes()).isGreaterThan(16_000_000);
    }

    @ParameterizedTest
    @CsvSource({
        "bootstrap.server, bootstrap.servers",
        "runtime, runtimes",
        "cancel.grace, cancel.grace.ms",
        "Application.Id, application.id"
    })
    void anUnknownKeyIsAnErrorThatSuggestsTheNearest(String unknown, String meant) {
        assertThatThrownBy(() -> TaskFlowConfig.of(Map.of(unknown, "x")))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessage("unknown key " + unknown + " (command line); did you mean " + meant + "?");
    }

    @Test
    void anUnknownKeyFarFromAllSaysWhereTheyAreListed() {
        assertThatThrownBy(() -> TaskFlowConfig.of(Map.of("colour", "green")))
                .hasMessage("unknown key colour (command line); 'taskflow config --reference' lists all keys");
    }

    @Test
    void anUnknownEnvironmentVariableIsAnErrorThatSuggestsTheNearest() {
        assertThatThrownBy(() -> load(Map.of("TASKFLOW_RUNTIME", "shell")))
                .hasMessage("unknown environment variable TASKFLOW_RUNTIME; did you mean TASKFLOW_RUNTIMES?");
    }

    @Test
    void variablesThatKubernetesMakesForAServiceCalledTaskflowAreNoSettings() {
        Map<String, String> environment = Map.of(
                "TASKFLOW_SERVICE_HOST", "10.0.0.1",
                "TASKFLOW_SERVICE_PORT", "80",
                "TASKFLOW_SERVICE_PORT_HTTP", "80",
                "TASKFLOW_PORT", "tcp://10.0.0.1:80",
                "TASKFLOW_PORT_80_TCP", "tcp://10.0.0.1:80",
                "TASKFLOW_PORT_80_TCP_ADDR", "10.0.0.1",
                "TASKFLOW_WEB_PORT", "tcp://10.0.0.2:80",
                "PATH", "/bin");

        assertThat(load(environment).effective())
                .containsExactlyElementsOf(TaskFlowConfig.of(Map.of()).effective());
    }

    @Test
    void everyProblemIsNamedAtOnceWithItsOrigin() throws IOException {
        Path file = file("num.stream.threads=many\n");

        assertThatThrownBy(() -> TaskFlowConfig.load(
                        new ConfigSources(Map.of("runtimes", "a/b"), Map.of("TASKFLOW_RETENTION_MS", "-1"), file)))
                .asInstanceOf(type(InvalidConfiguration.class))
                .satisfies(invalid -> assertThat(invalid.problems())
                        .hasSize(3)
                        .anySatisfy(problem -> assertThat(problem).contains("many", "file " + file))
                        .anySatisfy(problem -> assertThat(problem).contains("a/b", "command line"))
                        .anySatisfy(problem -> assertThat(problem).contains("-1", "TASKFLOW_RETENTION_MS")));
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("missing.properties");

        assertThatThrownBy(() -> load(missing))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining(missing.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "shell,shell", "shell,,mail", "a.b,a_b"})
    void impossibleRuntimesAreRefused(String runtimes) {
        assertThatThrownBy(() -> TaskFlowConfig.of(Map.of("runtimes", runtimes)))
                .isInstanceOf(InvalidConfiguration.class);
    }

    @ParameterizedTest
    @CsvSource({
        "heartbeat.interval.ms=3000, heartbeat.interval.ms",
        "limit.field.bytes=1000000, limit.field.bytes",
        "group.protocol=streams group.instance.id=a, group.instance.id",
        "group.protocol=streams num.standby.replicas=1, num.standby.replicas",
        "rocksdb.memory.mb=64 rocksdb.write.buffers.mb=33, rocksdb.write.buffers.mb"
    })
    void settingsThatContradictEachOtherAreRefused(String settings, String named) {
        assertThatThrownBy(() -> TaskFlowConfig.of(parsed(settings)))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageStartingWith(named);
    }

    @Test
    void kafkaKeysPassThroughFromEverySource() throws IOException {
        TaskFlowConfig config = TaskFlowConfig.load(new ConfigSources(
                Map.of("kafka.producer.linger.ms", "7"),
                Map.of("TASKFLOW_KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
                file("kafka.client.rack=a")));

        assertThat(config.kafkaOverrides())
                .containsOnly(
                        Map.entry("producer.linger.ms", "7"),
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("client.rack", "a"));
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.processing.guarantee, settles exactly once",
        "kafka.main.consumer.isolation.level, settles exactly once",
        "kafka.producer.acks, settles exactly once",
        "kafka.application.id, set application.id",
        "kafka.consumer.auto.offset.reset, would be skipped",
        "kafka.producer.partitioner.class, on one partition",
        "kafka.processing.exception.handler, dead-letters"
    })
    void kafkaKeysThatWouldBreakAPromiseAreRefusedWithTheReason(String key, String reason) {
        assertThatThrownBy(() -> TaskFlowConfig.of(Map.of(key, "x")))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageStartingWith(key + " cannot be set: ")
                .hasMessageContaining(reason);
    }

    @Test
    void secretsAreReadFromFilesAndNeverShown() throws IOException {
        Path registry = file("me:hunter2\n");
        Path jaas = Files.writeString(folder.resolve("jaas"), "login password=\"hunter2\";");

        TaskFlowConfig config = TaskFlowConfig.load(new ConfigSources(
                Map.of(
                        "kafka.ssl.key.password", "hunter2",
                        "kafka.plugin.token", "hunter2",
                        "schema.registry.url", "https://me:hunter2@registry:8081"),
                Map.of(
                        "TASKFLOW_BASIC_AUTH_USER_INFO_FILE", registry.toString(),
                        "TASKFLOW_KAFKA_SASL_JAAS_CONFIG_FILE", jaas.toString()),
                null));

        assertThat(config.schemaRegistry()).containsEntry("basic.auth.user.info", "me:hunter2");
        assertThat(config.kafkaOverrides()).containsEntry("sasl.jaas.config", "login password=\"hunter2\";");
        assertThat(config.effective())
                .contains(
                        "basic.auth.user.info = [hidden]  # environment variable TASKFLOW_BASIC_AUTH_USER_INFO_FILE",
                        "kafka.ssl.key.password = [hidden]  # command line",
                        "kafka.plugin.token = [hidden]  # command line")
                .noneMatch(line -> line.contains("hunter2"));
        assertThat(config.toString()).doesNotContain("hunter2");
    }

    @Test
    void aSecretFileThatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> load(Map.of("TASKFLOW_BASIC_AUTH_USER_INFO_FILE", "nowhere")))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("TASKFLOW_BASIC_AUTH_USER_INFO_FILE");
    }

    @Test
    void theStreamsProtocolGoesWithTheDefaults() {
        assertThat(TaskFlowConfig.of(Map.of("group.protocol", "streams")).classicGroupProtocol())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"pod-1.taskflow:8080, pod-1.taskflow, 8080", "[::1]:80, ::1, 80", "10.0.0.1:1, 10.0.0.1, 1"})
    void anAddressIsHostAndPort(String address, String host, int port) {
        assertThat(TaskFlowConfig.of(Map.of("application.server", address)).applicationServer())
                .contains(new HostInfo(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pod-1", "http://pod-1:80", "pod-1:", ":80", "pod 1:80", "pod-1:eighty"})
    void whatIsNoAddressIsRefused(String address) {
        assertThatThrownBy(() -> TaskFlowConfig.of(Map.of("application.server", address)))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("application.server");
    }

    @Test
    void anEmptyAddressOrRackIsNone() {
        TaskFlowConfig config = TaskFlowConfig.of(Map.of("application.server", "", "rack.id", ""));

        assertThat(config.applicationServer()).isEmpty();
        assertThat(config.rackId()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "group.leave=auto, true",
        "group.leave=auto group.instance.id=a, false",
        "group.leave=always group.instance.id=a, true",
        "group.leave=never, false"
    })
    void whoHasNoNameToComeBackUnderLeavesUnlessToldOtherwise(String settings, boolean leaves) {
        assertThat(TaskFlowConfig.of(parsed(settings)).leavesGroup()).isEqualTo(leaves);
    }

    @Test
    void withReplacesAFewSettingsAndKeepsTheOthers() {
        TaskFlowConfig config = TaskFlowConfig.of(Map.of("runtimes", "mail", "kafka.client.rack", "a"))
                .with(Map.of("application.id", "other"));

        assertThat(config.applicationId()).isEqualTo("other");
        assertThat(config.topics().runtimes()).isEqualTo(Set.of("mail"));
        assertThat(config.kafkaOverrides()).isEqualTo(Map.of("client.rack", "a"));
    }

    @Test
    void theCommittedReferenceIsTheGeneratedOne() throws IOException {
        assertThat(Path.of("CONFIG.md"))
                .as("regenerate with: taskflow config --reference > streams-app/CONFIG.md")
                .content()
                .isEqualTo(ConfigTable.markdown());
    }

    private static Map<String, String> parsed(String settings) {
        return Arrays.stream(settings.split(" "))
                .map(setting -> setting.split("="))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static TaskFlowConfig load(Map<String, String> environment) {
        return TaskFlowConfig.load(new ConfigSources(Map.of(), environment, null));
    }

    private static TaskFlowConfig load(Path file) {
        return TaskFlowConfig.load(new ConfigSources(Map.of(), Map.of(), file));
    }

    private Path file(String content) throws IOException {
        return Files.write(folder.resolve("taskflow.properties"), List.of(content));
    }
}
