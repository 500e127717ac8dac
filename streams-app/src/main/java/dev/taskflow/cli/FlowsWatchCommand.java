package dev.taskflow.cli;

import dev.taskflow.cli.api.Api;
import dev.taskflow.cli.api.Shapes;
import dev.taskflow.cli.api.Watch;
import dev.taskflow.cli.text.Terminal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code taskflow flows watch}. */
@Command(
        name = "watch",
        description = {
            "Show what has happened to a flow and what happens, until it settles: one line an event.",
            "Exit code 0 if it has settled, 1 if it has not within the time given or until Ctrl-C."
        },
        mixinStandardHelpOptions = true)
final class FlowsWatchCommand extends ReadCommand {

    private static final Duration LOOK_AT_STOP = Duration.ofMillis(200);

    @Parameters(paramLabel = "FLOW", description = "The flow's id.")
    private String flow = "";

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "How long to watch; for ever unless given.")
    private @Nullable Duration timeout;

    @Override
    int run(Api api, Terminal terminal) {
        long giveUpAt = System.nanoTime() + (timeout == null ? Long.MAX_VALUE / 2 : timeout.toNanos());
        try (StopSignal stop = StopSignal.install();
                Watch watch = new Watch(api, flow, query())) {
            while (!stop.isRequested() && System.nanoTime() - giveUpAt < 0) {
                for (Shapes.Event event : watch.next(LOOK_AT_STOP)) {
                    print(terminal, event);
                }
                if (watch.isOver()) {
                    return ExitCode.DONE;
                }
            }
        }
        terminal.note(flow + " has not settled");
        return ExitCode.FAILED;
    }

    private void print(Terminal terminal, Shapes.Event event) {
        if (isJson()) {
            terminal.jsonLine(event.json());
        } else {
            terminal.line(EventWords.line(event));
        }
    }
}
