package dev.taskflow.app;

import dev.taskflow.client.ClientOptions;
import dev.taskflow.client.Connection;
import dev.taskflow.client.TaskFlowClient;
import dev.taskflow.http.ApiServer;
import dev.taskflow.http.ApiSettings;
import dev.taskflow.http.ClientGateway;
import dev.taskflow.http.live.EventFeed;
import dev.taskflow.http.live.EventHub;
import dev.taskflow.http.live.FlowEventTopic;
import dev.taskflow.http.live.KafkaFlowHistory;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP API of a processor, with the Kafka clients that it needs. To be closed before the processor. */
public final class HttpService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ApiServer server;

    private HttpService(TaskFlowConfig config, ApiSettings settings, TaskFlowProcessor processor) {
        boolean complete = false;
        try {
            Map<String, Object> kafka = kafka(config);
            TaskFlowClient client = started(TaskFlowClient.open(
                    new Connection(config.topicPrefix(), kafka, config.schemaRegistry()),
                    settings.access().defaultOwner(), // each command names its own
                    ClientOptions.DEFAULTS));
            EventHub hub = new EventHub();
            FlowEventTopic events = new FlowEventTopic(config.topics().flowEvents(), kafka, config.schemaRegistry());
            started(EventFeed.start(events, hub));
            ProcessorMeters meters = started(new ProcessorMeters(processor));
            server = started(ApiServer.start(
                    settings,
                    new ApiServer.Parts(
                            processor.reader(),
                            new ClientGateway(client, settings.bounds().longestWait()),
                            new KafkaFlowHistory(events),
                            hub,
                            new ProcessorHealth(processor),
                            meters.registry(),
                            Clock.systemUTC())));
            complete = true;
        } catch (UncheckedIOException taken) {
            throw new ProcessorFailed(String.valueOf(taken.getMessage()), taken);
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    /**
     * Starts the server, unless the configuration wants none.
     *
     * @throws InvalidConfiguration if access is not configured so that it protects anything
     * @throws ProcessorFailed if the port cannot be had
     */
    public static Optional<HttpService> start(TaskFlowConfig config, TaskFlowProcessor processor) {
        return config.integer(HttpKeys.HTTP_PORT) < 0
                ? Optional.empty()
                : Optional.of(new HttpService(config, HttpSettings.of(config), processor));
    }

    /**
     * Looks whether the server could run with this configuration.
     *
     * @throws InvalidConfiguration as {@link #start} would
     */
    public static void check(TaskFlowConfig config) {
        if (config.integer(HttpKeys.HTTP_PORT) >= 0) {
            HttpSettings.of(config);
        }
    }

    /** What {@code kafka.*} keys say to producers and consumers alike, such as how to log in. */
    private static Map<String, Object> kafka(TaskFlowConfig config) {
        Map<String, Object> kafka = new HashMap<>();
        config.kafkaOverrides().forEach((key, value) -> {
            if (ConsumerConfig.configNames().contains(key)
                    && ProducerConfig.configNames().contains(key)) {
                kafka.put(key, value);
            }
        });
        kafka.put("bootstrap.servers", config.bootstrapServers());
        kafka.put("client.id", config.applicationId() + "-http");
        return kafka;
    }

    private <T extends AutoCloseable> T started(T part) {
        parts.push(part);
        return part;
    }

    /** Where it is reached from this machine, such as {@code http://127.0.0.1:8080}. */
    public String url() {
        return server.url();
    }

    /** Stops the server, then what it needs. Closing again does nothing. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception failure) { // the others are closed all the same
                LOG.warn("{} did not close in order: {}", part.getClass().getSimpleName(), failure.toString());
            }
        }
    }
}
