package dev.taskflow.client.worker;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What is to be found out and set before a worker takes anything. */
record Startup(WorkerSettings settings) {
    /**
     * What was found.
     *
     * @param delivery to be used
     * @param partitions of the dispatch topic
     * @param mayBeTurnedAway up to which delivery a share group's member may give a task back for want of a slot
     */
    record Found(Delivery delivery, int partitions, int mayBeTurnedAway) {}

    /** For each question to Kafka. */
    static final int LIMIT_SECONDS = 30;

    /** If a share group is to be used, its settings are made. */
    Found prepare() {
        try (Admin admin = Admin.create(settings.connection().kafka())) {
            int partitions = requireTopics(admin);
            Delivery delivery = new DeliveryChoice(admin, settings).choose();
            if (delivery != Delivery.SHARE_GROUP) {
                return new Found(delivery, partitions, 0);
            }
            ShareGroupSettings group = new ShareGroupSettings(admin, settings);
            group.apply();
            return new Found(delivery, partitions, group.mayBeTurnedAway());
        } catch (ExecutionException e) {
            throw failed(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException | KafkaException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    /** How many partitions the dispatch topic has. */
    private int requireTopics(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        List<String> topics = List.of(settings.dispatchTopic(), settings.cancellationTopic(), settings.reportTopic());
        try {
            Map<String, TopicDescription> found =
                    admin.describeTopics(topics).allTopicNames().get(LIMIT_SECONDS, TimeUnit.SECONDS);
            return Objects.requireNonNull(found.get(settings.dispatchTopic()))
                    .partitions()
                    .size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new WorkerStartFailed(
                        "One of the topics " + topics + " is missing: add '" + settings.runtime()
                                + "' to the processor's 'runtimes' and run 'taskflow topics apply', or give the"
                                + " worker the runtime and topic prefix that are meant",
                        e.getCause());
            }
            throw e;
        }
    }

    WorkerStartFailed failed(Throwable cause) {
        return new WorkerStartFailed(
                "The worker for '" + settings.runtime() + "' could not start with " + settings.connection() + ": "
                        + cause
                        + ". Check that Kafka and the schema registry can be reached, and what this user is allowed to do.",
                cause);
    }
}
