package dev.taskflow.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;

/** Compares the settings of a topic that exists with those that it should have. */
final class TopicSettingsCheck {

    private TopicSettingsCheck() {}

    /**
     * Says what differs, and of what breaks processing or loses records how to alter it.
     *
     * @param wanted the settings that it should have, by Kafka's names
     */
    static List<Finding> compare(String topic, Map<String, String> wanted, Config actual) {
        List<Finding> findings = new ArrayList<>();
        wanted.forEach((key, value) -> {
            String found = actual.get(key) == null ? "" : actual.get(key).value();
            if (!value.equals(found)) {
                findings.add(difference(topic, key, value, found));
            }
        });
        return findings;
    }

    private static Finding difference(String topic, String key, String wanted, String found) {
        String message = "topic " + topic + " has " + key + "=" + found + ", configured is " + wanted;
        if (breaksProcessing(key, wanted, found)) {
            return Finding.fault(message, toAlter(topic, key, wanted));
        }
        return key.equals(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                ? Finding.differs(message + meaning(wanted), toAlter(topic, key, wanted))
                : Finding.differs(message);
    }

    /** The difference that somebody else's clock makes, as nothing else tells of it before records are gone. */
    private static String meaning(String wantedTimestampType) {
        return wantedTimestampType.equals(TimestampType.LOG_APPEND_TIME.name)
                ? "; a record that follows from an old one is then deleted as old, before anybody may have read it, and one that"
                        + " is stamped an hour ahead of the broker stops the processor"
                : "; times of events are then those at which the broker got the records (X3)";
    }

    static String toAlter(String topic, String key, String wanted) {
        return "alter it with 'kafka-configs.sh --bootstrap-server ... --alter --entity-type topics --entity-name "
                + topic + " --add-config " + key + "=" + wanted + "'";
    }

    /** A topic of another policy loses records that are needed, and a record that a topic refuses stops the processor. */
    private static boolean breaksProcessing(String key, String wanted, String found) {
        return switch (key) {
            case TopicConfig.CLEANUP_POLICY_CONFIG -> true;
            case TopicConfig.MAX_MESSAGE_BYTES_CONFIG -> Long.parseLong(found) < Long.parseLong(wanted);
            default -> false;
        };
    }
}
