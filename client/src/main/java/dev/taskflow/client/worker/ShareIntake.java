package dev.taskflow.client.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records by a share group, through several members. A member that holds a record is given no new one by
 * {@code KafkaShareConsumer}, whether its lock is renewed or not, and gets records of its own partitions only. With a member
 * for each slot on each partition, any slot can have any task, and a slow task holds up nothing.
 */
final class ShareIntake implements Intake {
    private static final Logger LOG = LoggerFactory.getLogger(ShareIntake.class);
    private static final long MARKERS_EVERY_MS = 5;

    private final List<ShareMember> members = new ArrayList<>();
    private final Slots slots;
    private final ScheduledExecutorService timer;

    /**
     * @param mayBeTurnedAway see {@link ShareMember}
     * @param timer ends when the worker does
     */
    ShareIntake(
            WorkerSettings settings,
            int mayBeTurnedAway,
            Executions executions,
            ScheduledExecutorService timer,
            Consumer<Throwable> fatal) {
        this.timer = timer;
        slots = new Slots(settings.concurrency() + settings.prefetch());
        try {
            for (int index = 0; index < settings.shareConsumers(); index++) {
                String name = "taskflow-share-" + settings.runtime() + "-" + index;
                members.add(new ShareMember(
                        name, () -> new ShareConsumer(settings), executions, slots, mayBeTurnedAway, fatal));
            }
        } catch (KafkaException e) {
            close();
            throw e;
        }
    }

    @Override
    public void start() {
        members.forEach(ShareMember::start);
        var unused = timer.scheduleWithFixedDelay(
                this::passMarkers, MARKERS_EVERY_MS, MARKERS_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void passMarkers() {
        try {
            members.forEach(ShareMember::passMarkers);
        } catch (RuntimeException e) { // Else the timer would never call again.
            LOG.warn("Transactions' markers could not be passed this time", e);
        }
    }

    @Override
    public void stopTaking() {
        slots.close();
        members.forEach(ShareMember::stopTaking);
    }

    @Override
    public void close() {
        members.forEach(ShareMember::close);
    }
}
