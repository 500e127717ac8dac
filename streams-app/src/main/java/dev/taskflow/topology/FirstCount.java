package dev.taskflow.topology;

import dev.taskflow.rules.Flow;
import dev.taskflow.state.RowIterator;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the flows that a partition holds when it comes to an instance. RocksDB shows an iterator the rows as they were when it
 * was opened, which is before the first change (no row is in the store's cache then), so that {@link PartitionTally} adds up
 * whatever happens meanwhile. It cannot be opened anew on the way: what had changed in between would count twice.
 *
 * <p>A million flows take some seven seconds of reading. It rests four times as long as it reads, so that it takes a fifth of a
 * processor at most, and half a minute for them. Until the end, that of the partitions before included, the iterator keeps the
 * write buffers and files of its beginning, so a store may take as much disk again, and no more however long it lasts. A partition
 * that leaves takes its store with it, which ends the count.
 */
final class FirstCount implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(FirstCount.class);
    private static final int AT_ONCE = 1_000;
    private static final int REST = 4;

    private final RowIterator<Flow> rows;
    private final PartitionTally tally;

    FirstCount(RowIterator<Flow> rows, PartitionTally tally) {
        this.rows = rows;
        this.tally = tally;
    }

    /** One thread at most, which ends after a while with nothing to do. */
    static Executor executor() {
        ThreadPoolExecutor single = new ThreadPoolExecutor(
                1, 1, Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "taskflow-first-count");
                    thread.setDaemon(true);
                    return thread;
                });
        single.allowCoreThreadTimeOut(true);
        return single;
    }

    @Override
    public void run() {
        try (rows) {
            boolean more = true;
            while (more && !tally.isOver()) {
                long begin = System.nanoTime();
                more = some();
                if (more) {
                    LockSupport.parkNanos(REST * (System.nanoTime() - begin));
                }
            }
            if (!more) {
                tally.counted();
            }
        } catch (RuntimeException fault) {
            boolean hasLeft = tally.isOver() || fault instanceof InvalidStateStoreException;
            if (!hasLeft) { // The partition's flows are processed all the same.
                LOG.atError()
                        .setMessage("The open flows of a partition cannot be counted; their metrics are too low")
                        .setCause(fault)
                        .log();
            }
        }
    }

    private boolean some() {
        for (int n = 0; n < AT_ONCE; n++) {
            RowIterator.Row<Flow> row = rows.next();
            if (row == null) {
                return false;
            }
            row.value().ifPresent(tally::found); // One that cannot be read is the audit's to tell (X2).
        }
        return true;
    }
}
