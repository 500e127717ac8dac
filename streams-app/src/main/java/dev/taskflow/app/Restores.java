package dev.taskflow.app;

import dev.taskflow.app.ProcessorStatus.Restore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the restores that are under way. Called by Kafka Streams' threads, read by any. */
final class Restores implements StateRestoreListener {
    private static final Logger LOG = LoggerFactory.getLogger(Restores.class);

    private final Map<TopicPartition, Restore> running = new ConcurrentHashMap<>();

    /** By changelog topic and partition. */
    Map<String, Restore> running() {
        return running.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(each -> each.getKey().toString(), Map.Entry::getValue));
    }

    /** How far each under way has come, in records. */
    Map<TopicPartition, Long> restored() {
        return running.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, each -> each.getValue().restored()));
    }

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long from, long to) {
        running.put(changelog, new Restore(0, Math.max(0, to - from)));
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long batchEnd, long records) {
        running.computeIfPresent(changelog, (key, before) -> new Restore(before.restored() + records, before.total()));
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long records) {
        running.remove(changelog);
        LOG.atDebug()
                .setMessage("A store is restored")
                .addKeyValue("store", store)
                .addKeyValue("topic", changelog.topic())
                .addKeyValue("partition", changelog.partition())
                .addKeyValue("records", records)
                .log();
    }

    @Override
    public void onRestoreSuspended(TopicPartition changelog, String store, long records) {
        running.remove(changelog);
    }
}
