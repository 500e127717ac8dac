package dev.taskflow.app;

import static dev.taskflow.app.Validators.between;
import static dev.taskflow.app.Validators.matching;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/** How several instances know, spare and replace each other. */
final class InstanceKeys {
    static final String APPLICATION_SERVER = "application.server";
    static final String RACK_ID = "rack.id";
    static final String GROUP_LEAVE = "group.leave";
    static final String STALE_READ_MAX_LAG = "stale.read.max.lag";

    private InstanceKeys() {}

    static void define(Definition keys) {
        keys.group("Several instances")
                .key(
                        APPLICATION_SERVER,
                        STRING,
                        null,
                        matching("host:port", "|\\[?[0-9A-Za-z%._:-]+]?:\\d{1,5}"),
                        Importance.MEDIUM,
                        "Where other instances reach the HTTP server of this one, as host:port. Without it queries are answered only if"
                                + " this instance has all partitions.")
                .key(
                        RACK_ID,
                        STRING,
                        null,
                        matching("up to 30 characters of A-Z a-z 0-9 . _ -", "[A-Za-z0-9._-]{0,30}"),
                        Importance.LOW,
                        "The rack or zone of this instance, named as in the brokers' broker.rack: it reads from brokers in its rack,"
                                + " partitions are given to instances near them, and copies of state are kept in other racks. Set it"
                                + " on all instances or on none.")
                .key(
                        GROUP_LEAVE,
                        STRING,
                        "auto",
                        ValidString.in("auto", "always", "never"),
                        Importance.LOW,
                        "Whether a stopped instance hands its partitions over at once ('always': it is not coming back) or keeps them"
                                + " for session.timeout.ms ('never'). 'auto' keeps them if it has a group.instance.id. Only with"
                                + " group.protocol=classic.")
                .key(
                        STALE_READ_MAX_LAG,
                        LONG,
                        10_000L,
                        between(0, 1_000_000_000_000L),
                        Importance.LOW,
                        "How many records a copy of state may be behind to answer queries that allow that.");
    }
}
