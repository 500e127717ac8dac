package dev.taskflow.benchmarks;

import dev.taskflow.devkit.DevKafka;
import dev.taskflow.devkit.DevSchemaRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** The program that is Kafka and schema registry. It says where they are, and ends with its standard input. */
final class BrokerProcess {
    private BrokerProcess() {}

    /**
     * Serves.
     *
     * @param arguments the folder for data
     */
    public static void main(String[] arguments) throws IOException {
        DevKafka.Options options = DevKafka.Options.keptIn(Path.of(arguments[0]).resolve("kafka"));
        try (DevKafka kafka = DevKafka.start(options);
                DevSchemaRegistry registry = DevSchemaRegistry.start(DevSchemaRegistry.Options.inMemory())) {
            System.out.println(kafka.bootstrapServers() + " " + registry.url());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
