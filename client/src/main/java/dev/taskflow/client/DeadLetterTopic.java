package dev.taskflow.client;

import dev.taskflow.topics.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** That the dead-letter topic of a group that listens to settlements is there. */
final class DeadLetterTopic {
    private static final int API_TIMEOUT_MS = 20_000;

    private DeadLetterTopic() {}

    /**
     * Creates the topic if it is missing.
     *
     * @throws KafkaException if that cannot be done; the message says what to do
     */
    static void ensure(Connection connection, Topic<byte[]> topic) {
        Map<String, Object> settings = new HashMap<>(connection.kafka());
        // Kafka refuses the one where it is shorter than the other.
        if (!settings.containsKey(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG)
                && !settings.containsKey(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG)) {
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS);
            settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS / 2);
        }
        try (Admin admin = Admin.create(settings)) {
            if (!exists(admin, topic.name())) {
                get(admin.createTopics(List.of(topic.toCreate())).all());
            }
        } catch (TopicExistsException sameMoment) {
            // Another member was faster.
        } catch (AuthorizationException refused) {
            throw new KafkaException(
                    "The dead-letter topic " + topic.name()
                            + " is missing or cannot be seen, and this user may not create it: create it, or allow the user"
                            + " to create, describe and write it",
                    refused);
        } catch (KafkaException failed) {
            throw new KafkaException(
                    "The dead-letter topic " + topic.name() + " cannot be ensured: " + failed.getMessage(), failed);
        }
    }

    private static boolean exists(Admin admin, String name) {
        try {
            get(admin.describeTopics(List.of(name)).allTopicNames());
            return true;
        } catch (UnknownTopicOrPartitionException | AuthorizationException unseen) {
            return false;
        }
    }

    private static void get(KafkaFuture<?> future) {
        try {
            future.get();
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof KafkaException refused ? refused : new KafkaException(failed.getCause());
        }
    }
}
