package dev.taskflow.topics;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What Kafka takes as a topic name, and what a runtime or a group may be called so that its topic has one. */
final class TopicNames {
    private static final int MAX_TOPIC_LENGTH = 249;
    private static final int MAX_RUNTIME_LENGTH = 100;
    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9._-]*");

    private TopicNames() {}

    /** Returns the prefix if every topic name made with it is legal. */
    static String checkedPrefix(String prefix) {
        int room = MAX_TOPIC_LENGTH - "tasks.".length() - MAX_RUNTIME_LENGTH;
        if (!LEGAL.matcher(prefix).matches() || prefix.length() > room) {
            throw new IllegalArgumentException(
                    "The topic prefix '" + prefix + "' must be at most " + room + " characters of A-Z a-z 0-9 . _ -");
        }
        return prefix;
    }

    /** The name of a group's dead-letter topic, if it is legal. */
    static String checkedDeadLetters(String flowSettled, String group) {
        String name = flowSettled + "." + group + ".dead-letters";
        if (group.isEmpty() || !LEGAL.matcher(group).matches() || name.length() > MAX_TOPIC_LENGTH) {
            throw new IllegalArgumentException("The group '" + group
                    + "' must be of A-Z a-z 0-9 . _ - and so short that its dead-letter topic " + name + " has at most "
                    + MAX_TOPIC_LENGTH + " characters");
        }
        return name;
    }

    /** Refuses a runtime that cannot name a topic, and two runtimes whose topics Kafka would not hold side by side. */
    static void checkRuntimes(Collection<String> runtimes) {
        Map<String, String> byMetricName = new LinkedHashMap<>();
        for (String runtime : runtimes) {
            if (runtime.isEmpty()
                    || runtime.length() > MAX_RUNTIME_LENGTH
                    || !LEGAL.matcher(runtime).matches()) {
                throw new IllegalArgumentException("The runtime '" + runtime + "' must be 1-" + MAX_RUNTIME_LENGTH
                        + " characters of A-Z a-z 0-9 . _ -");
            }
            // Kafka's metrics write '.' as '_', so a broker refuses a topic that differs from another only there.
            String other = byMetricName.put(runtime.replace('.', '_'), runtime);
            if (runtime.equals(other)) {
                throw new IllegalArgumentException("The runtime '" + runtime + "' is given twice");
            }
            if (other != null) {
                throw new IllegalArgumentException("The runtimes '" + other + "' and '" + runtime
                        + "' differ only in '.' and '_', and Kafka takes such topics for one: rename one of them");
            }
        }
    }
}
