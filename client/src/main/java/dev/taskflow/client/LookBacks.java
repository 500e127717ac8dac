package dev.taskflow.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * Sends a reader back to where a past record should be, and forward again as soon as nobody waits for one any more. All who
 * wait share the reader: what is read twice does them no harm.
 */
final class LookBacks {

    private record LookBack(String flowId, Instant since, Runnable passed) {}

    /**
     * Those that look back in one partition.
     *
     * @param present where the partition was read before
     */
    private record Excursion(long present, List<LookBack> all) {}

    private final Queue<LookBack> asked = new ConcurrentLinkedQueue<>();

    /** For use by the reader's thread. */
    private final Map<TopicPartition, Excursion> excursions = new HashMap<>();

    /** Asks for a look back. For use by any thread. */
    void add(String flowId, Instant since, Runnable passed) {
        asked.add(new LookBack(flowId, since, passed));
    }

    /** Goes back to where what is asked for begins. What cannot be found out stays asked for. */
    void begin(Positions positions, Predicate<String> isAwaited) {
        for (LookBack next = asked.peek(); next != null; next = asked.peek()) {
            if (isAwaited.test(next.flowId)) {
                begin(next, positions);
            }
            asked.remove();
        }
    }

    private void begin(LookBack next, Positions positions) {
        TopicPartition partition = positions.partitionOf(next.flowId);
        Long begin = positions.since(partition, next.since);
        long now = positions.of(partition);
        if (begin != null && begin < now) {
            positions.moveTo(partition, begin);
        }
        excursions
                .computeIfAbsent(partition, at -> new Excursion(now, new ArrayList<>()))
                .all
                .add(next);
    }

    /** Goes forward where all have found what they looked for. */
    void end(Positions positions, Predicate<String> isAwaited) {
        excursions.entrySet().removeIf(each -> {
            Excursion excursion = each.getValue();
            boolean passed = positions.of(each.getKey()) >= excursion.present;
            if (passed) {
                excursion.all.forEach(lookBack -> lookBack.passed.run());
            } else if (excursion.all.stream().noneMatch(lookBack -> isAwaited.test(lookBack.flowId))) {
                positions.moveTo(each.getKey(), excursion.present);
                passed = true;
            }
            return passed;
        });
    }

    /** Forgets everything. */
    void clear() {
        asked.clear();
        excursions.clear();
    }
}
