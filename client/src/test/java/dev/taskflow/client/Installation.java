package dev.taskflow.client;

import static org.awaitility.Awaitility.await;

import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topics.TopicSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Topics of its own for each test, on the shared servers, and a processor that the test plays. For use by one thread. */
final class Installation implements BeforeEachCallback, AfterEachCallback {
    static final String OWNER = "acme";
    static final int PARTITIONS = 3;
    /** How long a test waits for what must come; generous, as it is spent only by a test that fails. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private record Running(Connection connection, Admin admin, PlayedProcessor processor, Deque<AutoCloseable> parts) {}

    private @Nullable Running running;

    @Override
    public void beforeEach(ExtensionContext context) throws ExecutionException, InterruptedException {
        SharedServers servers = SharedServers.of(context);
        String prefix = "it-" + UUID.randomUUID().toString().substring(0, 8) + ".";
        Connection connection = Connection.to(servers.kafka.bootstrapServers(), servers.registry.url())
                .withTopicPrefix(prefix);
        Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers.kafka.bootstrapServers()));
        createTopics(prefix, admin);
        PlayedProcessor processor = new PlayedProcessor(connection);
        running = new Running(connection, admin, processor, new ArrayDeque<>(List.of(processor, admin)));
    }

    private static void createTopics(String prefix, Admin admin) throws ExecutionException, InterruptedException {
        TopicSettings settings =
                TopicSettings.DEFAULTS.withPartitions(PARTITIONS, 2).withReplicationFactor(1);
        List<Topic<?>> topics = TopicCatalogue.of(prefix, Set.of(), settings).all();
        admin.createTopics(topics.stream()
                        .map(topic -> new NewTopic(
                                        topic.name(),
                                        Optional.of(topic.partitions()),
                                        Optional.of(topic.replicationFactor()))
                                .configs(topic.configs()))
                        .toList())
                .all()
                .get();
        List<String> names = topics.stream().<String>map(Topic::name).toList();
        eventually(
                "the broker knows the topics",
                () -> admin.listTopics().names().get().containsAll(names));
        // Answered only by a partition's leader. Were it not yet one, a producer's first records could overtake each
        // other.
        admin.listOffsets(topics.stream()
                        .flatMap(topic -> IntStream.range(0, topic.partitions())
                                .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                        .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())))
                .all()
                .get();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        Deque<AutoCloseable> parts = running().parts;
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }

    private Running running() {
        return Objects.requireNonNull(running, "used outside of a test");
    }

    Connection connection() {
        return running().connection;
    }

    Admin admin() {
        return running().admin;
    }

    PlayedProcessor processor() {
        return running().processor;
    }

    /** Has something closed before the servers are. Closing twice must do no harm. */
    <T extends AutoCloseable> T closing(T part) {
        running().parts.push(part);
        return part;
    }

    TaskFlowClient client() {
        return closing(TaskFlowClient.open(connection(), OWNER, options()));
    }

    /** Patient, as what a test awaits must come. */
    static ClientOptions options() {
        return ClientOptions.DEFAULTS.withResultTimeLimit(PATIENCE);
    }

    static void eventually(String what, Callable<Boolean> isSo) {
        await(what)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(20))
                .pollDelay(Duration.ZERO)
                .atMost(PATIENCE)
                .until(isSo);
    }
}
