package dev.taskflow.devkit;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A process of its own with a broker in it. Arguments: directory, then {@code once} to start, say so and stop, or
 * {@code produce} to produce for ever and print each value when it is acknowledged.
 */
final class BrokerProcess {
    static final String READY = "ready after ";

    private BrokerProcess() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        long jvmStart = ManagementFactory.getRuntimeMXBean().getStartTime();
        long before = System.currentTimeMillis();
        try (DevKafka kafka = DevKafka.start(DevKafka.Options.keptIn(Path.of(arguments[0])))) {
            long now = System.currentTimeMillis();
            out.println(READY + (now - before) + " ms, " + (now - jvmStart) + " ms after the JVM");
            if (arguments[1].equals("produce")) {
                produceForEver(kafka.bootstrapServers(), out);
            }
        }
    }

    private static void produceForEver(String bootstrap, PrintStream out) throws Exception {
        Clients.createTopic(bootstrap);
        try (Producer<String, String> producer = Clients.producer(bootstrap, Map.of("linger.ms", 1))) {
            for (long i = 0; ; i++) {
                String value = Long.toString(i);
                Future<?> unused = producer.send(new ProducerRecord<>(Clients.TOPIC, value), (metadata, failure) -> {
                    if (failure == null) {
                        out.println(value);
                    }
                });
            }
        }
    }
}
