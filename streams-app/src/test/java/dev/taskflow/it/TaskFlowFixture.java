package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.app.Finding;
import dev.taskflow.app.Provisioning;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.client.Connection;
import dev.taskflow.client.TaskFlowClient;
import dev.taskflow.devkit.DevSchemaRegistry;
import dev.taskflow.topics.FlowPartitioner;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An installation of TaskFlow for one test, or for all tests of a class if the field is static: topics, schemas, application
 * id and state directories of its own on the shared servers. It starts no processor by itself. For use by one thread.
 */
final class TaskFlowFixture implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    static final String OWNER = "acme";
    static final String RUNTIME = "default";
    static final String OTHER_RUNTIME = "gpu";
    static final int FLOW_PARTITIONS = 3;

    /** What there is between a beginning and an end. */
    private record Installation(
            KafkaFixture kafka,
            String registryUrl,
            String id,
            Path folder,
            Map<String, String> further,
            TaskFlowConfig config,
            Admin admin,
            Inputs inputs,
            Observer observer,
            Deque<AutoCloseable> parts) {}

    private final boolean hasOwnRegistry;
    private @Nullable DevSchemaRegistry ownRegistry;
    private @Nullable Installation current;
    private boolean isForClass;

    private TaskFlowFixture(boolean hasOwnRegistry) {
        this.hasOwnRegistry = hasOwnRegistry;
    }

    /** On the shared servers, with its topics and schemas. */
    static TaskFlowFixture provisioned() {
        return new TaskFlowFixture(false);
    }

    /** The same with a schema registry of its own, which can be stopped. */
    static TaskFlowFixture withOwnRegistry() {
        return new TaskFlowFixture(true);
    }

    /**
     * On servers of another's, with its topics and schemas; {@link #end} leaves everything there.
     *
     * @param id prefix of topics, and the application's id
     * @param folder where processors that run here keep state
     * @param further settings of the processors
     */
    static TaskFlowFixture on(
            KafkaFixture kafka, String registryUrl, String id, Path folder, Map<String, String> further) {
        TaskFlowFixture fixture = new TaskFlowFixture(false);
        fixture.begin(kafka, registryUrl, id, folder, further);
        return fixture;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        isForClass = true;
        begin(SharedServers.of(context));
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!isForClass) {
            begin(SharedServers.of(context));
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (!isForClass) {
            end();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        end();
    }

    private void begin(SharedServers servers) throws IOException {
        String id = "it-" + UUID.randomUUID().toString().substring(0, 8);
        Path folder = Files.createTempDirectory("taskflow-" + id);
        KafkaFixture kafka = servers.kafka();
        Deque<AutoCloseable> last = new ArrayDeque<>();
        String registryUrl = servers.registry().url();
        if (hasOwnRegistry) {
            DevSchemaRegistry own = DevSchemaRegistry.start(DevSchemaRegistry.Options.inMemory());
            last.push(own);
            ownRegistry = own;
            registryUrl = own.url();
        }
        last.push(() -> deleteFolder(folder));
        last.push(() -> deleteTopics(kafka, id));
        begin(kafka, registryUrl, id, folder, Map.of());
        installation().parts.addAll(last);
    }

    private void begin(KafkaFixture kafka, String registryUrl, String id, Path folder, Map<String, String> further) {
        TaskFlowConfig config = TaskFlowConfig.of(settings(kafka, registryUrl, id, folder, further, "any"));
        Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()));
        Inputs inputs = new Inputs(config);
        Observer observer = new Observer(config, admin);
        Deque<AutoCloseable> parts = new ArrayDeque<>(List.of(inputs, observer, admin));
        current = new Installation(kafka, registryUrl, id, folder, further, config, admin, inputs, observer, parts);
        try (Provisioning provisioning = Provisioning.of(config)) {
            assertThat(Finding.messages(provisioning.apply(), Finding.Kind.FAULT))
                    .isEmpty();
        }
    }

    private static Map<String, String> settings(
            KafkaFixture kafka,
            String registryUrl,
            String id,
            Path folder,
            Map<String, String> further,
            String instance) {
        Duration sessionTimeout = kafka.sessionTimeout();
        Map<String, String> settings = new HashMap<>();
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        settings.put("schema.registry.url", registryUrl);
        settings.put("application.id", id);
        settings.put("topic.prefix", id + ".");
        settings.put("runtimes", RUNTIME + "," + OTHER_RUNTIME);
        settings.put("flow.partitions", Integer.toString(FLOW_PARTITIONS));
        settings.put("task.partitions", "2");
        settings.put("replication.factor", "1");
        settings.put("state.dir", folder.resolve("state-" + instance).toString());
        settings.put("group.instance.id", instance);
        settings.put("http.port", "-1");
        settings.put("session.timeout.ms", Long.toString(sessionTimeout.toMillis()));
        settings.put(
                "heartbeat.interval.ms",
                Long.toString(sessionTimeout.dividedBy(5).toMillis()));
        settings.putAll(further);
        return settings;
    }

    /** The settings of a processor as environment variables of its process. */
    static Map<String, String> environment(Map<String, String> settings) {
        return settings.entrySet().stream()
                .collect(Collectors.toMap(
                        each -> "TASKFLOW_"
                                + each.getKey().toUpperCase(Locale.ROOT).replace('.', '_'),
                        Map.Entry::getValue));
    }

    private static void deleteTopics(KafkaFixture kafka, String id) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
            List<String> ours = admin.listTopics().names().get().stream()
                    .filter(name -> name.startsWith(id))
                    .toList();
            admin.deleteTopics(ours).all().get();
        }
    }

    /** Deletes it with all that is in it. */
    static void deleteFolder(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** Closes all parts, the last first, also where one of them fails. */
    void end() throws Exception {
        Installation ending = installation();
        current = null;
        AssertionError failed = new AssertionError("the installation could not be closed");
        while (!ending.parts.isEmpty()) {
            try {
                ending.parts.pop().close();
            } catch (Exception | AssertionError e) {
                failed.addSuppressed(e);
            }
        }
        if (failed.getSuppressed().length > 0) {
            throw failed;
        }
    }

    private Installation installation() {
        return Objects.requireNonNull(current, "used outside of a test");
    }

    /** Has something closed before the installation is. Closing twice must do no harm. */
    <T extends AutoCloseable> T closing(T part) {
        installation().parts.push(part);
        return part;
    }

    KafkaFixture kafka() {
        return installation().kafka;
    }

    TaskFlowConfig config() {
        return installation().config;
    }

    TopicCatalogue topics() {
        return config().topics();
    }

    String registryUrl() {
        return installation().registryUrl;
    }

    /** Stops the schema registry, which must be the installation's own. */
    void stopRegistry() {
        Objects.requireNonNull(ownRegistry, "of its own").close();
    }

    /** Makes a topic beside the product's own. */
    void createTopic(NewTopic topic) {
        try {
            installation().admin.createTopics(List.of(topic)).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("cannot create " + topic, e);
        }
    }

    /** Alters one setting of a topic, in Kafka's names. */
    void alterTopic(String topic, String key, String value) {
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        try {
            installation()
                    .admin
                    .incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(set)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("cannot alter " + topic, e);
        }
    }

    Inputs inputs() {
        return installation().inputs;
    }

    Observer observer() {
        return installation().observer;
    }

    /** The settings of a processor. Processors of different instance names run side by side. */
    Map<String, String> settings(String instance) {
        Installation now = installation();
        return settings(now.kafka, now.registryUrl, now.id, now.folder, now.further, instance);
    }

    /** Starts a processor on the state directory of this instance, in this JVM, and waits until it is ready. */
    RunningProcessor startProcessor(String instance) {
        return startProcessor(settings(instance));
    }

    /** Starts a processor in this JVM and waits until it is ready. */
    RunningProcessor startProcessor(Map<String, String> settings) {
        return closing(RunningProcessor.start(TaskFlowConfig.of(settings)));
    }

    /** Starts {@code taskflow run} of another distribution on the state directory of this instance, and does not wait. */
    ChildProcessor startChild(Path distribution, String instance) {
        return closing(ChildProcessor.startDistribution(distribution, settings(instance), installation().folder));
    }

    /** Starts {@code taskflow run} on the state directory of this instance, and does not wait. */
    ChildProcessor startChild(String instance) {
        return startChild(settings(instance));
    }

    /** Starts {@code taskflow run} with these settings and options of the JVM, and does not wait. */
    ChildProcessor startChild(Map<String, String> settings, String... options) {
        return closing(ChildProcessor.start(settings, installation().folder, options));
    }

    /** Where this installation is, for clients and workers. */
    Connection connection() {
        return Connection.to(config().bootstrapServers(), registryUrl()).withTopicPrefix(config().topicPrefix());
    }

    /** A client that speaks for {@link #OWNER}. */
    TaskFlowClient openClient() {
        return closing(TaskFlowClient.open(connection(), OWNER));
    }

    /** Starts a worker of a runtime. */
    Worker startWorker(String runtime) {
        return closing(Worker.start(config(), runtime, inputs()));
    }

    /** Takes the state directory of an instance away, as the loss of its volume does. */
    void wipeState(String instance) {
        try {
            deleteFolder(TaskFlowConfig.of(settings(instance)).stateDirectory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Speaks about one flow, in the name of {@link #OWNER}. */
    FlowClient flow(String flowId) {
        return new FlowClient(this, flowId, OWNER);
    }

    /** A flow on each partition, with one task that succeeds. */
    void assertFlowsSucceedOnEveryPartition() {
        assertSucceed(flowsOnEveryPartition());
    }

    /** Flows that are stored by who has their partitions now. */
    List<FlowClient> flowsOnEveryPartition() {
        List<FlowClient> flows = IntStream.range(0, FLOW_PARTITIONS)
                .mapToObj(partition -> flow(flowIdOn(partition)))
                .toList();
        flows.forEach(flow -> inputs().send(flow.createCommand(
                FlowClient.specs("only"), each -> each.setCompletion(Completion.WHEN_TASKS_SETTLE))));
        flows.forEach(flow -> flow.dispatch("only"));
        return flows;
    }

    /** Has the tasks of {@link #flowsOnEveryPartition} succeed, and checks that their flows do. */
    void assertSucceed(List<FlowClient> flows) {
        flows.forEach(flow -> flow.completed("only", TaskOutcome.SUCCEEDED));
        assertThat(flows)
                .allSatisfy(flow -> assertThat(flow.settled().getStatus()).isEqualTo(FlowStatus.SUCCEEDED));
    }

    /** A fresh id of a flow that lives on this partition. */
    static String flowIdOn(int partition) {
        return Stream.generate(() -> UUID.randomUUID().toString())
                .filter(id -> FlowPartitioner.partitionOf(id, FLOW_PARTITIONS) == partition)
                .findFirst()
                .orElseThrow();
    }
}
