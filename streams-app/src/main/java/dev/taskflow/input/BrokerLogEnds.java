package dev.taskflow.input;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the brokers by a client of its own, in one daemon thread. Questions that come while others are under way are asked
 * together afterwards. A question that failed is asked again after a short pause, for as long as brokers are away.
 */
public final class BrokerLogEnds implements LogEnds {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerLogEnds.class);

    private static final long PAUSE_MS = 200;
    private static final long ASKED_EVERY_MS = 1_000;

    /** A leader that does not answer keeps questions to the others waiting no longer than this. */
    private static final long LONGEST_ROUND_MS = 500;

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    private final Admin admin;
    private final LongSupplier steadyMs;
    private final AtomicLong heardAt;
    private final Map<TopicPartition, LogEnd> answers = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "taskflow-log-ends");

    /** To be asked; guarded by itself. */
    private final Set<TopicPartition> questions = new HashSet<>();

    /** Asked and not yet answered. */
    private final Set<TopicPartition> underWay = ConcurrentHashMap.newKeySet();

    private volatile boolean isClosed;

    /**
     * Starts the thread.
     *
     * @param admin to ask by; closed with this
     * @param steadyMs the steady clock, in milliseconds
     */
    public BrokerLogEnds(Admin admin, LongSupplier steadyMs) {
        this.admin = admin;
        this.steadyMs = steadyMs;
        this.heardAt = new AtomicLong(steadyMs.getAsLong());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void ask(TopicPartition partition) {
        synchronized (questions) {
            if (questions.add(partition)) {
                questions.notifyAll();
            }
        }
    }

    @Override
    public @Nullable LogEnd latest(TopicPartition partition) {
        return answers.get(partition);
    }

    @Override
    public long heardAtMs() {
        return heardAt.get();
    }

    private void run() {
        try {
            while (!isClosed) {
                if (!askAll(nextQuestions())) {
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty where nothing was asked for a while. */
    private Set<TopicPartition> nextQuestions() throws InterruptedException {
        synchronized (questions) {
            Set<TopicPartition> next = unasked();
            if (next.isEmpty()) {
                questions.wait(ASKED_EVERY_MS);
                next = unasked();
            }
            questions.removeAll(next);
            return next;
        }
    }

    private Set<TopicPartition> unasked() {
        Set<TopicPartition> next = new HashSet<>(questions);
        next.removeAll(underWay);
        return next;
    }

    /** So that a silence of the brokers is told from one of the askers. */
    private void greet() {
        try {
            KafkaFuture<String> unused = admin.describeCluster().clusterId().whenComplete((id, fault) -> {
                if (fault == null) {
                    heardAt.accumulateAndGet(steadyMs.getAsLong(), Math::max);
                }
            });
        } catch (RuntimeException closed) {
            LOG.debug("The brokers cannot be asked", closed);
        }
    }

    /** Says whether no question has failed. Waits for the answers, but not long. */
    private boolean askAll(Set<TopicPartition> partitions) throws InterruptedException {
        if (partitions.isEmpty()) {
            greet();
            return true;
        }
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(each -> asked.put(each, OffsetSpec.latest()));
        underWay.addAll(partitions);
        CountDownLatch open = new CountDownLatch(asked.size());
        AtomicBoolean failed = new AtomicBoolean();
        long askedAt = steadyMs.getAsLong();
        try {
            ListOffsetsResult result =
                    admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED));
            for (TopicPartition each : partitions) {
                KafkaFuture<?> unused = result.partitionResult(each).whenComplete((end, fault) -> {
                    if (fault == null) {
                        answered(each, new LogEnd(askedAt, end.offset()));
                    } else {
                        failed.set(true);
                        failed(each, fault);
                    }
                    open.countDown();
                });
            }
        } catch (RuntimeException fault) { // a client that has been closed, or cannot be used
            partitions.forEach(each -> failed(each, fault));
            return false;
        }
        // One that is late is answered in its own time.
        boolean complete = open.await(LONGEST_ROUND_MS, TimeUnit.MILLISECONDS);
        return complete && !failed.get();
    }

    private void answered(TopicPartition partition, LogEnd end) {
        answers.put(partition, end);
        heardAt.accumulateAndGet(steadyMs.getAsLong(), Math::max);
        setDown(partition, false);
    }

    private void failed(TopicPartition partition, Throwable fault) {
        if (!isClosed) {
            LOG.debug("The end of {} is not known and asked for again", partition, fault);
            setDown(partition, true);
        }
    }

    private void setDown(TopicPartition partition, boolean again) {
        synchronized (questions) {
            underWay.remove(partition);
            if (again) {
                questions.add(partition);
            }
            questions.notifyAll();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
        admin.close(CLOSE_WITHIN);
    }
}
