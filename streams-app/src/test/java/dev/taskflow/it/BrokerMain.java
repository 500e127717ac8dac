package dev.taskflow.it;

import dev.taskflow.devkit.DevKafka;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * The devkit's broker in a JVM of its own: {@code BrokerMain <directory> <port> [key=value ...]}. Prints {@link #READY} when it
 * serves clients, and ends when its standard input does, so that it does not outlive the tests that started it.
 */
public final class BrokerMain {
    /** The one line that it prints. */
    static final String READY = "ready";

    private BrokerMain() {}

    public static void main(String[] arguments) throws IOException {
        DevKafka.Options options =
                DevKafka.Options.keptIn(Path.of(arguments[0])).withPort(Integer.parseInt(arguments[1]));
        for (int i = 2; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            options = options.withBrokerSetting(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
        }
        DevKafka kafka = DevKafka.start(options);
        System.out.println(READY);
        System.in.transferTo(OutputStream.nullOutputStream());
        kafka.close();
        Runtime.getRuntime().halt(0);
    }
}
