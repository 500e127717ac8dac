package dev.taskflow.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskflow.benchmarks.load.OpenTarget;
import dev.taskflow.benchmarks.load.Outcome;
import dev.taskflow.benchmarks.load.Window;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The program that loads a system: it obeys the orders on its standard input, and ends with it. */
final class LoadProcess {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;
    private @Nullable OpenTarget target;

    private LoadProcess(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        LoadProcess load = new LoadProcess(System.out);
        // What libraries print is not news.
        System.setOut(System.err);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            load.obey(JSON.readValue(line, LoadMessage.Order.class));
        }
        System.exit(0); // whatever threads a target has left
    }

    private void obey(LoadMessage.Order order) throws Exception {
        if (order instanceof LoadMessage.Open open) {
            if (target != null) {
                target.close();
            }
            target = OpenTarget.open(Targets.of(open.target(), open.address()), open.tasksPerFlow(), open.hold());
            say(new LoadMessage.Opened());
        } else if (order instanceof LoadMessage.Run run) {
            if (target == null) {
                throw new IOException("There is no open target to run on: " + order);
            }
            Outcome outcome = run.workload().run(target, new SpokenWindow());
            say(new LoadMessage.Done(outcome));
        }
    }

    private void say(LoadMessage.News news) {
        try {
            out.println(JSON.writeValueAsString(news));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class SpokenWindow implements Window {
        @Override
        public void begin() {
            say(new LoadMessage.Begun());
        }

        @Override
        public void end() {
            say(new LoadMessage.Ended());
        }
    }
}
