package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.app.Provisioning;
import dev.taskflow.v1.FlowCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An instance that is stuck says so by its health and once in its log; one without a broker is not ready but lives. */
class StuckIT {
    private static final String STALL_MS = "2000";

    /** The product's own, not the tests'. */
    private static final String LOG_SETTINGS = "-Dlog4j2.configurationFile=classpath:log4j2.xml";

    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    private final int port = freePort();
    private final HttpCaller http = new HttpCaller("http://127.0.0.1:" + port, "");

    @Test
    void aMissingTopicIsNotLiveAndNamedOnceUntilItIsThereAgain() throws Exception {
        ChildProcessor process = start();
        String topic = taskflow.topics().tasks(TaskFlowFixture.OTHER_RUNTIME).name();
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(topic)).all().get();
        }
        FlowClient flow = taskflow.flow("stuck");
        FlowCommand create = flow.createCommand(
                List.of(FlowClient.spec("draw", TaskFlowFixture.OTHER_RUNTIME)), UnaryOperator.identity());

        taskflow.inputs().send(create);

        TopicLog.await("not live", () -> health("live") == 503);
        TopicLog.await("said", () -> !errors(process).isEmpty()); // the brokers are asked for the reason first
        assertThat(errors(process))
                .singleElement()
                .asString()
                .contains(topic, "does not exist", "taskflow topics apply");
        assertThat(http.get("/status").json().path("stuck")).isNotEmpty();
        try (Provisioning provisioning = Provisioning.of(taskflow.config())) {
            provisioning.apply();
        }
        TopicLog.await("live again", () -> health("live") == 200);
        assertThat(flow.answer(create).getRevision()).hasValue(1L);
        assertThat(errors(process)).hasSize(1);
    }

    @Test
    void aRecordThatIsTooLargeEachTimeEndsTheProcess() throws Exception {
        ChildProcessor process = start();
        FlowClient first = taskflow.flow("first");
        first.create("a");
        limitChangelogs();

        taskflow.inputs()
                .send(taskflow.flow("large")
                        .createCommand(
                                FlowClient.specs("b"),
                                create -> create.setStateJson("\"" + "x".repeat(20_000) + "\"")));

        assertThat(process.awaitEnd()).isEqualTo(1);
        assertThat(process.log()).contains("this instance gives up, as a record is too large for its topic");
    }

    @Test
    void withoutABrokerItIsNotReadyButLive(@TempDir Path folder) throws Exception {
        EmbeddedKafka kafka = taskflow.closing(new EmbeddedKafka());
        TaskFlowFixture own = TaskFlowFixture.on(kafka, taskflow.registryUrl(), "alone", folder, Map.of());
        Map<String, String> settings = own.settings("a");
        own.end(); // its topics stay
        start(settings);

        kafka.close();

        TopicLog.await("not ready", () -> health("ready") == 503);
        assertThat(health("live")).isEqualTo(200);
    }

    /** Starts it and waits until it is ready. */
    private ChildProcessor start() {
        return start(taskflow.settings("a"));
    }

    private ChildProcessor start(Map<String, String> settings) {
        settings.put("http.port", Integer.toString(port));
        settings.put("liveness.stall.ms", STALL_MS);
        settings.put("kafka.producer.max.block.ms", "2000");
        ChildProcessor process = taskflow.startChild(settings, LOG_SETTINGS);
        TopicLog.await("ready", () -> {
            process.assertAlive();
            return health("ready") == 200;
        });
        return process;
    }

    /** The broker takes no batch over 10 kB into them any more. */
    private void limitChangelogs() throws Exception {
        try (Admin admin = admin()) {
            AlterConfigOp limit = new AlterConfigOp(
                    new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "10000"), AlterConfigOp.OpType.SET);
            Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
            admin.listTopics().names().get().stream()
                    .filter(name -> name.startsWith(taskflow.config().applicationId()) && name.endsWith("-changelog"))
                    .forEach(name -> changes.put(new ConfigResource(ConfigResource.Type.TOPIC, name), List.of(limit)));
            admin.incrementalAlterConfigs(changes).all().get();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", taskflow.kafka().bootstrapServers()));
    }

    private int health(String kind) {
        try {
            return http.get("/health/" + kind).status();
        } catch (CompletionException notListeningYet) {
            return 0;
        }
    }

    /** The lines that say that it is stuck. */
    private static List<String> errors(ChildProcessor process) {
        return process.log()
                .lines()
                .filter(line -> line.contains("Nothing is committed"))
                .toList();
    }

    /** It must be known before the process has it. */
    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
