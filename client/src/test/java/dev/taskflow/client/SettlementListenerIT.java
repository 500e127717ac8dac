package dev.taskflow.client;

import static dev.taskflow.client.Installation.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskflow.devkit.DevSchemaRegistry;
import dev.taskflow.v1.FlowSettled;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a group that listens to settlements is promised. */
class SettlementListenerIT {
    private static final ListenerOptions QUICK =
            ListenerOptions.DEFAULTS.withAttempts(3).withBackoff(Duration.ofMillis(10), Duration.ofMillis(20));

    @RegisterExtension
    final Installation installation = new Installation();

    /** Its own for each test: a group's offsets outlive the test's topics. */
    private final String group = "reactors-" + UUID.randomUUID();

    private final Queue<String> handled = new ConcurrentLinkedQueue<>();

    private SettlementListener start(ListenerOptions options, SettlementHandler handler) {
        return start(installation.connection(), options, handler);
    }

    private SettlementListener start(Connection connection, ListenerOptions options, SettlementHandler handler) {
        return installation.closing(SettlementListener.start(connection, group, options, handler));
    }

    private static FlowSettled settled(String flowId) {
        return PlayedProcessor.settled(flowId, Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    private void settle(String... flowIds) {
        for (String flowId : flowIds) {
            installation.processor().commit(settled(flowId));
        }
    }

    private void record(FlowSettled settled) {
        handled.add(settled.getFlowId());
    }

    private void awaitHandled(String... flowIds) {
        eventually("handled: " + List.of(flowIds), () -> handled.containsAll(List.of(flowIds)));
    }

    /** Whether the group has nothing left to do. */
    private boolean isAllCommitted() throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed = installation
                .admin()
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        String topic = installation.connection().topics().flowSettled().name();
        Map<TopicPartition, OffsetSpec> all = IntStream.range(0, Installation.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
        // Behind the last record there is the marker of its transaction.
        return installation.admin().listOffsets(all).all().get().entrySet().stream()
                .filter(end -> end.getValue().offset() > 0)
                .allMatch(end -> committed.get(end.getKey()) != null
                        && committed.get(end.getKey()).offset()
                                >= end.getValue().offset() - 1);
    }

    /** How many members with partitions the group has. */
    private long members() throws Exception {
        ConsumerGroupDescription described = installation
                .admin()
                .describeConsumerGroups(List.of(group))
                .describedGroups()
                .values()
                .iterator()
                .next()
                .get();
        return described.members().stream()
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .count();
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLetters(SettlementListener listener, int expected) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                installation.connection().kafka(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(listener.deadLetterTopic()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Queue<ConsumerRecord<byte[], byte[]>> found = new ConcurrentLinkedQueue<>();
            eventually(expected + " dead letters", () -> {
                consumer.poll(Duration.ofMillis(50)).forEach(found::add);
                return found.size() >= expected;
            });
            return List.copyOf(found);
        }
    }

    private static String header(ConsumerRecord<?, ?> received, String name) {
        return new String(received.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void everySettlementIsHandedOverAndCommittedAfterwards() throws Exception {
        settle("before");
        SettlementListener first = start(ListenerOptions.DEFAULTS, this::record);
        settle("after");

        awaitHandled("before", "after");
        eventually("all is committed", this::isAllCommitted);
        first.close();
        start(ListenerOptions.DEFAULTS, this::record);
        settle("later");

        awaitHandled("later");
        assertThat(handled).containsExactlyInAnyOrder("before", "after", "later");
        assertThat(first.failure()).isEmpty();
        assertThat(first.whenEnded().toCompletableFuture()).isCompleted();
    }

    @Test
    void S1_settlementsOfAbortedTransactionsAreNotHandedOver() {
        installation.processor().abort(settled("aborted"));
        settle("one", "two", "three", "aborted-too");

        start(ListenerOptions.DEFAULTS, this::record);

        awaitHandled("one", "two", "three", "aborted-too");
        assertThat(handled).doesNotContain("aborted");
    }

    @Test
    void handlerThatFailsIsCalledAgainThenTheRecordIsParkedAsReceived() throws Exception {
        FlowSettled poison = settled("poison");
        SettlementListener listener = start(QUICK, settled -> {
            record(settled);
            if (settled.getFlowId().equals("poison")) {
                throw new IllegalStateException("cannot react");
            }
        });
        installation.processor().commit(poison, settled("good"));

        ConsumerRecord<byte[], byte[]> parked = deadLetters(listener, 1).get(0);

        awaitHandled("good");
        eventually("all is committed", this::isAllCommitted);
        String topic = installation.connection().topics().flowSettled().name();
        assertThat(handled.stream().filter("poison"::equals)).hasSize(3);
        assertThat(listener.deadLetterTopic()).isEqualTo(topic + "." + group + ".dead-letters");
        assertThat(parked.key()).isEqualTo("poison".getBytes(StandardCharsets.UTF_8));
        assertThat(parked.value())
                .isEqualTo(installation
                        .processor()
                        .encoded(installation.connection().topics().flowSettled(), poison));
        assertThat(header(parked, "__streams.errors.exception")).isEqualTo(IllegalStateException.class.getName());
        assertThat(header(parked, "__streams.errors.message")).isEqualTo("cannot react");
        assertThat(header(parked, "__streams.errors.stacktrace")).contains("cannot react");
        assertThat(header(parked, "__streams.errors.topic")).isEqualTo(topic);
        assertThat(header(parked, "__streams.errors.partition")).matches("\\d");
        assertThat(header(parked, "__streams.errors.offset")).matches("\\d+");
        assertThat(header(parked, "taskflow.attempts")).isEqualTo("3");
    }

    @Test
    void X1_recordThatCannotBeDecodedIsParkedAtOnce() {
        SettlementListener listener = start(ListenerOptions.DEFAULTS, this::record);
        installation
                .processor()
                .commitGarbage(installation.connection().topics().flowSettled(), "garbled");
        settle("good");

        ConsumerRecord<byte[], byte[]> parked = deadLetters(listener, 1).get(0);

        awaitHandled("good");
        assertThat(parked.value()).isEqualTo("garbage".getBytes(StandardCharsets.UTF_8));
        assertThat(header(parked, "taskflow.attempts")).isEqualTo("0");
        assertThat(handled).doesNotContain("garbled");
    }

    @Test
    void recordsWaitWhileTheSchemaRegistryIsAway(@TempDir Path folder) throws Exception {
        DevSchemaRegistry.Options kept = DevSchemaRegistry.Options.journaledIn(folder.resolve("registry"));
        DevSchemaRegistry before = DevSchemaRegistry.start(kept);
        int port = before.port();
        Connection connection = new Connection(
                installation.connection().topicPrefix(),
                installation.connection().kafka(),
                Map.of("schema.registry.url", before.url(), "max.retries", 0));
        try (PlayedProcessor processor = new PlayedProcessor(connection)) {
            processor.commit(settled("patient"));
        }
        before.close();

        SettlementListener listener = start(connection, QUICK.withAttempts(1), this::record);
        eventually("the listener has the partitions", () -> members() == 1);
        try (DevSchemaRegistry after = DevSchemaRegistry.start(kept.withPort(port))) {
            assertThat(after.port()).isEqualTo(port);
            awaitHandled("patient");
        }
        assertThat(listener.failure()).isEmpty();
    }

    @Test
    void othersFlowsArePassedBy() throws Exception {
        FlowSettled otherOwner = FlowSettled.newBuilder(settled("other-owner"))
                .setOwnerKey("other")
                .build();
        FlowSettled otherController = FlowSettled.newBuilder(settled("other-controller"))
                .setControllerId("other")
                .build();
        installation.processor().commit(otherOwner, otherController, settled("ours"));

        start(ListenerOptions.DEFAULTS.forOwner(Installation.OWNER).forController("controller"), this::record);

        awaitHandled("ours");
        eventually("all is committed", this::isAllCommitted);
        assertThat(handled).containsExactly("ours");
    }

    @Test
    void flowThatWaitsForItsNextAttemptHoldsUpNoOtherPartition() {
        ListenerOptions slow = ListenerOptions.DEFAULTS.withBackoff(Duration.ofHours(1), Duration.ofHours(1));
        start(slow, settled -> {
            record(settled);
            if (settled.getFlowId().equals("flow-0")) {
                throw new IllegalStateException("cannot react");
            }
        });

        String[] all = IntStream.range(0, 30).mapToObj(i -> "flow-" + i).toArray(String[]::new);
        settle(all);

        Set<String> elsewhere = IntStream.range(1, 30)
                .mapToObj(i -> "flow-" + i)
                .filter(id -> partition(id) != partition("flow-0"))
                .collect(Collectors.toSet());
        assertThat(elsewhere).isNotEmpty();
        awaitHandled(elsewhere.toArray(String[]::new));
        awaitHandled("flow-0");
    }

    private static int partition(String flowId) {
        return dev.taskflow.topics.FlowPartitioner.partitionOf(flowId, Installation.PARTITIONS);
    }

    @Test
    void handlerSlowerThanMaxPollIntervalKeepsItsMembership() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        Connection impatient = installation
                .connection()
                .withKafka("max.poll.interval.ms", 1_500)
                .withKafka("session.timeout.ms", 1_500)
                .withKafka("heartbeat.interval.ms", 300);
        start(impatient, ListenerOptions.DEFAULTS, settled -> {
            record(settled);
            mayEnd.await();
        });
        settle("slow");
        awaitHandled("slow");

        await("the member stays")
                .atMost(Installation.PATIENCE)
                .during(Duration.ofSeconds(4))
                .until(() -> members() == 1);
        mayEnd.countDown();

        eventually("all is committed", this::isAllCommitted);
        assertThat(handled).containsExactly("slow");
    }

    @Test
    void settlementThatAHandlerHadNotFinishedComesAgain() {
        CountDownLatch never = new CountDownLatch(1);
        SettlementListener first = start(QUICK.withAttempts(1).withHandlerTimeLimit(Duration.ZERO), settled -> {
            record(settled);
            never.await();
        });
        settle("unfinished");
        awaitHandled("unfinished");
        first.close();
        handled.clear();

        start(ListenerOptions.DEFAULTS, this::record);

        awaitHandled("unfinished");
    }

    @Test
    void membersOfAGroupShareTheSettlementsAlsoWhileTheyComeAndGo() throws Exception {
        String[] all = IntStream.range(0, 300).mapToObj(i -> "flow-" + i).toArray(String[]::new);
        FlowSettled[] settlements =
                IntStream.range(0, 300).mapToObj(i -> settled("flow-" + i)).toArray(FlowSettled[]::new);
        SettlementListener first = start(ListenerOptions.DEFAULTS, this::record);
        installation.processor().commit(settlements);
        start(ListenerOptions.DEFAULTS, this::record);
        eventually("the first is at work", () -> !handled.isEmpty());
        first.close();

        awaitHandled(all);
        eventually("all is committed", this::isAllCommitted);
    }

    @Test
    void fromNowOnHoldsAcrossARestart() throws Exception {
        settle("before");
        SettlementListener first = start(ListenerOptions.DEFAULTS.fromNow(), this::record);
        eventually(
                "the group has its place",
                () -> installation
                                .admin()
                                .listConsumerGroupOffsets(group)
                                .partitionsToOffsetAndMetadata()
                                .get()
                                .size()
                        == Installation.PARTITIONS);
        first.close();
        settle("between");

        start(ListenerOptions.DEFAULTS.fromNow(), this::record);

        awaitHandled("between");
        assertThat(handled).containsExactly("between");
    }

    @Test
    void listenerThatStopsByItselfSaysWhy() {
        Connection fixed = installation.connection().withKafka("group.instance.id", "the-one");
        SettlementListener first = start(fixed, ListenerOptions.DEFAULTS, this::record);
        settle("flow");
        awaitHandled("flow");

        start(fixed, ListenerOptions.DEFAULTS, this::record);

        eventually("the first is fenced", () -> first.failure().isPresent());
        eventually("it has ended", () -> first.whenEnded().toCompletableFuture().isCompletedExceptionally());
    }

    @Test
    void groupThatCannotNameATopicIsRefused() {
        assertThatThrownBy(() -> SettlementListener.start(installation.connection(), "a group", this::record))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a group");
    }
}
