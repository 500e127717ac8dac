package dev.taskflow.client.worker;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.taskflow.client.Connection;
import dev.taskflow.devkit.DevKafka;
import dev.taskflow.devkit.DevSchemaRegistry;
import dev.taskflow.topics.Topic;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One broker, one registry and one processor for all tests; each test has a runtime of its own. */
final class Installation implements AutoCloseable {
    private final DevKafka.Options options;
    private DevKafka kafka;
    private final DevSchemaRegistry registry = DevSchemaRegistry.start(DevSchemaRegistry.Options.inMemory());
    private final AtomicInteger runtimes = new AtomicInteger();
    private final Connection connection;
    private final Admin admin;
    private final Processor processor;

    private Installation(DevKafka.Options options) throws Exception {
        this.options = options;
        kafka = DevKafka.start(options);
        connection = Connection.to(kafka.bootstrapServers(), registry.url());
        admin = Admin.create(connection.kafka());
        create(connection.topics("none").taskEvents(), 1);
        create(connection.topics("none").taskCancellations(), 2);
        processor = new Processor(connection);
    }

    static Installation start() throws Exception {
        return new Installation(quick(DevKafka.Options.temporary()));
    }

    /** Its broker can be restarted. */
    static Installation keptIn(Path directory) throws Exception {
        return new Installation(quick(DevKafka.Options.keptIn(directory)));
    }

    /** With groups that notice soon who came and who went. */
    private static DevKafka.Options quick(DevKafka.Options options) {
        return options.withBrokerSetting("group.share.min.record.lock.duration.ms", "1000")
                .withBrokerSetting("group.share.min.session.timeout.ms", "1000")
                .withBrokerSetting("group.share.min.heartbeat.interval.ms", "100")
                .withBrokerSetting("group.share.session.timeout.ms", "6000")
                .withBrokerSetting("group.share.heartbeat.interval.ms", "200")
                .withBrokerSetting("group.share.min.assignment.interval.ms", "0")
                .withBrokerSetting("group.share.assignment.interval.ms", "0");
    }

    /** The same data, at the same address. */
    void restartBroker() {
        int port = kafka.port();
        kafka.close();
        kafka = DevKafka.start(options.withPort(port));
    }

    Connection connection() {
        return connection;
    }

    Admin admin() {
        return admin;
    }

    Processor processor() {
        return processor;
    }

    /** A new runtime, with its topic. */
    String runtime(int partitions) throws Exception {
        String runtime = "runtime-" + runtimes.incrementAndGet();
        create(connection.topics(runtime).tasks(runtime), partitions);
        return runtime;
    }

    private void create(Topic<?> topic, int partitions) throws Exception {
        NewTopic wanted =
                new NewTopic(topic.name(), Optional.of(partitions), Optional.empty()).configs(topic.configs());
        admin.createTopics(List.of(wanted)).all().get(30, SECONDS);
        Until.holds(
                topic.name(),
                () -> admin.describeTopics(List.of(topic.name())).allTopicNames().get(30, SECONDS).values().stream()
                        .allMatch(described -> described.partitions().size() == partitions));
    }

    @Override
    public void close() {
        Stream.<AutoCloseable>of(processor, admin, registry, kafka).forEach(Installation::close);
    }

    private static void close(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives tests the one installation. */
    static final class Shared implements ParameterResolver {
        /** What JUnit closes after all tests. */
        private record Opened(Installation installation) implements AutoCloseable {
            @Override
            public void close() {
                installation.close();
            }
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Installation.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .getOrComputeIfAbsent(Opened.class, type -> open(), Opened.class)
                    .installation();
        }

        private static Opened open() {
            try {
                return new Opened(start());
            } catch (Exception e) {
                throw new IllegalStateException("no broker for the tests", e);
            }
        }
    }
}
