package dev.taskflow.cli.doctor;

import dev.taskflow.app.KafkaAnswers;
import dev.taskflow.topics.TopicCatalogue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Whether brokers remember what the processor has read for as long as they keep what it reads. They drop the offsets of a group
 * whose members have all been gone for a time; inputs that are kept longer are then taken a second time.
 */
final class OffsetChecks {

    private static final String CHECK = "offsets";
    private static final String OFFSETS_RETENTION = "offsets.retention.minutes";

    private final Admin admin;
    private final TopicCatalogue topics;
    private final KafkaAnswers answers;

    OffsetChecks(Admin admin, TopicCatalogue topics, KafkaAnswers answers) {
        this.admin = admin;
        this.topics = topics;
        this.answers = answers;
    }

    List<Diagnosis> offsets() {
        ConfigResource broker = new ConfigResource(
                ConfigResource.Type.BROKER,
                answers.get(admin.describeCluster().nodes()).iterator().next().idString());
        try {
            Optional<Duration> offsets =
                    value(broker, OFFSETS_RETENTION).map(Long::parseLong).map(Duration::ofMinutes);
            if (offsets.isEmpty()) {
                return List.of(Diagnosis.skipped(CHECK, "the brokers do not tell " + OFFSETS_RETENTION));
            }
            List<Diagnosis> found = Stream.of(topics.flowCommands(), topics.taskEvents())
                    .map(input -> input.name())
                    .flatMap(input -> compared(input, offsets.get()).stream())
                    .toList();
            return found.isEmpty()
                    ? List.of(Diagnosis.ok(
                            CHECK, "kept for " + inWords(offsets.get()) + " after a stop, as long as the inputs"))
                    : found;
        } catch (AuthorizationException refused) {
            return List.of(Diagnosis.skipped(
                    CHECK, "this user may not read the settings of the brokers (DescribeConfigs on the cluster)"));
        }
    }

    /** What is said of an input that is there and kept longer than offsets are. */
    private Optional<Diagnosis> compared(String input, Duration offsets) {
        return value(new ConfigResource(ConfigResource.Type.TOPIC, input), TopicConfig.RETENTION_MS_CONFIG)
                .map(Long::parseLong)
                .filter(millis -> millis < 0 || millis > offsets.toMillis())
                .map(millis -> Diagnosis.warning(
                        CHECK,
                        "brokers keep the offsets of a processor that is stopped for " + inWords(offsets) + " ("
                                + OFFSETS_RETENTION + "), but the records of topic " + input + " "
                                + (millis < 0 ? "for ever" : "for " + inWords(Duration.ofMillis(millis)))
                                + " (retention.ms): after a longer stop commands and reports are taken a second time",
                        millis < 0
                                ? "give the topic a retention.ms that is no longer"
                                : "set " + OFFSETS_RETENTION + "=" + minutes(Duration.ofMillis(millis))
                                        + " on the brokers, or a shorter retention.ms on the topic"));
    }

    private Optional<String> value(ConfigResource resource, String key) {
        Map<ConfigResource, KafkaFuture<Config>> asked =
                admin.describeConfigs(List.of(resource)).values();
        return answers.unless(
                        UnknownTopicOrPartitionException.class, Objects.requireNonNull(asked.get(resource), "asked"))
                .map(config -> config.get(key))
                .map(ConfigEntry::value);
    }

    private static long minutes(Duration duration) {
        return duration.plusMinutes(1).minusMillis(1).toMinutes();
    }

    private static String inWords(Duration duration) {
        if (duration.toMinutes() % (24 * 60) == 0 && duration.toDays() > 0) {
            return duration.toDays() == 1 ? "a day" : duration.toDays() + " days";
        }
        return duration.toMinutes() == 1 ? "a minute" : duration.toMinutes() + " minutes";
    }
}
