package dev.taskflow.client.worker;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What is to be found out and set before a worker takes anything. */
record Startup(WorkerSettings settings) {
    /** For each question to Kafka. */
    static final int LIMIT_SECONDS = 30;

    /** Which delivery to use; if it is a share group, its settings are made. */
    Delivery prepare() {
        try (Admin admin = Admin.create(settings.connection().kafka())) {
            requireTopics(admin);
            Delivery delivery = new DeliveryChoice(admin, settings).choose();
            if (delivery == Delivery.SHARE_GROUP) {
                new ShareGroupSettings(admin, settings).apply();
            }
            return delivery;
        } catch (ExecutionException e) {
            throw failed(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException | KafkaException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    private void requireTopics(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        List<String> topics = List.of(settings.dispatchTopic(), settings.cancellationTopic(), settings.reportTopic());
        try {
            var unused = admin.describeTopics(topics).allTopicNames().get(LIMIT_SECONDS, TimeUnit.SECONDS);
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
