package dev.taskflow.app;

import io.micrometer.core.instrument.config.MeterFilter;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which of Kafka's measurements are worth being kept for each partition and store. All of them are some 3,400 series with six
 * partitions, two thirds of them RocksDB's insides; what is left says how much there is, how fast, how late and what fails.
 */
final class MeterSelection {
    private static final String OF_STORES = "kafka.stream.state.";

    /** Size, speed, standstill and errors of a store. */
    private static final Set<String> STORES = Set.of(
            "estimate.num.keys",
            "total.sst.files.size",
            "size.all.mem.tables",
            "block.cache.usage",
            "estimate.pending.compaction.bytes",
            "get.rate",
            "get.latency.avg",
            "put.rate",
            "put.latency.avg",
            "prefix.scan.latency.max",
            "restore.rate",
            "write.stall.duration.total",
            "background.errors",
            "number.file.errors.total",
            "num.open.iterators",
            "oldest.iterator.open.since.ms");

    /** Once for each client, such as connections; of each broker; of logins again; and what is a total as well. */
    private static final List<Pattern> LEFT_OUT = List.of(
            Pattern.compile("kafka\\.(admin\\.client|consumer|producer)\\.node\\..*"),
            Pattern.compile("kafka\\..*\\.(re|no\\.re)?auth(entication)?\\..*rate"),
            Pattern.compile("kafka\\..*reauth.*"),
            Pattern.compile("kafka\\..*\\.(io|select)\\..*"),
            Pattern.compile(
                    "kafka\\.consumer\\.fetch\\.manager\\.(preferred\\.read\\.replica|records\\.lead.*|records\\.lag\\.avg)"),
            Pattern.compile("kafka\\.stream\\.processor\\.node\\.record\\.e2e\\.latency\\.min"),
            Pattern.compile("kafka\\.stream\\.taskflow\\..*")); // TallyMeters has them for the instance

    private MeterSelection() {}

    static MeterFilter filter() {
        return MeterFilter.deny(id -> !isKept(id.getName()));
    }

    static boolean isKept(String name) {
        if (name.startsWith(OF_STORES) && !name.startsWith(OF_STORES + "updater.")) {
            return STORES.contains(name.substring(OF_STORES.length()));
        }
        return LEFT_OUT.stream().noneMatch(each -> each.matcher(name).matches());
    }
}
