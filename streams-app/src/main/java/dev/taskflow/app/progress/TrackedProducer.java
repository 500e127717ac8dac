package dev.taskflow.app.progress;

import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The producer of one stream thread, which tells {@link UncommittedWrites} where it writes and what becomes of it. For use by
 * that thread alone; only callbacks come from another.
 */
final class TrackedProducer extends KafkaProducer<byte[], byte[]> {
    private static final String COMMIT = "commit";
    private static final String CHANGELOG = "-changelog";

    private final UncommittedWrites writes;
    private final Set<String> places = new HashSet<>();

    /** What this transaction has written to: a look-up for each record, so without making text of it. */
    private final Map<String, BitSet> written = new HashMap<>();

    TrackedProducer(Map<String, Object> config, UncommittedWrites writes) {
        super(config, new ByteArraySerializer(), new ByteArraySerializer());
        this.writes = writes;
    }

    /** Waits for a topic that does not exist, where the record's partition is yet to be chosen. */
    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        note(topic, null);
        try {
            return super.partitionsFor(topic);
        } catch (KafkaException failed) {
            writes.failed(topic, failed);
            throw failed;
        }
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
        String topic = record.topic();
        note(topic, record.partition());
        return super.send(record, (metadata, failed) -> {
            if (failed != null && !(failed instanceof TransactionAbortedException)) { // that follows from another
                writes.failed(topic, failed);
            }
            if (callback != null) {
                callback.onCompletion(metadata, failed);
            }
        });
    }

    private void note(String topic, @Nullable Integer partition) {
        boolean ofStore = topic.endsWith(CHANGELOG) && partition != null;
        int bit = ofStore && partition != null ? partition : 0;
        BitSet known = written.computeIfAbsent(topic, key -> new BitSet());
        if (!known.get(bit)) {
            known.set(bit);
            String place = ofStore ? topic + "-" + bit : topic;
            places.add(place);
            writes.begin(place);
        }
    }

    @Override
    public void commitTransaction() {
        try {
            super.commitTransaction();
        } catch (KafkaException failed) {
            writes.failed(COMMIT, failed);
            throw failed;
        }
        writes.committed(places);
        clear();
    }

    @Override
    public void abortTransaction() {
        undo();
        super.abortTransaction();
    }

    @Override
    public void close() {
        undo();
        super.close();
    }

    @Override
    public void close(Duration timeout) {
        undo();
        super.close(timeout);
    }

    private void undo() {
        writes.undone(places);
        clear();
    }

    private void clear() {
        places.clear();
        written.clear();
    }
}
