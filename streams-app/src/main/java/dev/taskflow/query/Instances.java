package dev.taskflow.query;

import java.util.Set;
import org.apache.kafka.streams.state.HostInfo;

/**
 * The instances as this one knows them.
 *
 * @param all where each is reached, this one included if it has an address
 * @param settled whether every partition is processed by one of them, as far as this one knows; else state moves, and whoever
 *     asks all of them may miss flows or see some twice
 */
public record Instances(Set<HostInfo> all, boolean settled) {
    public Instances {
        all = Set.copyOf(all);
    }
}
