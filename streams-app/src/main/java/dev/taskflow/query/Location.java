package dev.taskflow.query;

import java.util.List;
import org.apache.kafka.streams.state.HostInfo;

/** Which instance answers for a flow. */
public sealed interface Location {

    /** This one has the flow's partition. */
    record Here() implements Location {}

    /**
     * Another has it.
     *
     * @param active where the flow's partition is processed
     * @param standbys where copies of it are, which may be behind
     */
    record There(HostInfo active, List<HostInfo> standbys) implements Location {}
}
