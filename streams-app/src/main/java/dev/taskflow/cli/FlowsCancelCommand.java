package dev.taskflow.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.cli.api.Api;
import dev.taskflow.cli.api.Query;
import dev.taskflow.cli.api.Shapes;
import dev.taskflow.cli.text.Terminal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code taskflow flows cancel}: asks for the cancel, then waits for the flow's end. */
@Command(
        name = "cancel",
        description = {
            "Cancel a flow and its tasks, and wait until it has settled, showing which tasks are still active.",
            "Exit code 0 only if it is CANCELLED; 1 if it is refused, or still pending after the time given.",
            "Ctrl-C ends the waiting, not the cancel."
        },
        mixinStandardHelpOptions = true)
final class FlowsCancelCommand extends WriteCommand {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final String CANCELLED = "CANCELLED";

    @Parameters(paramLabel = "FLOW", description = "The flow's id.")
    private String flow = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why; it is kept with the flow, and workers are told.")
    private @Nullable String reason;

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "How long running tasks may take to stop; then they count as LOST.")
    private @Nullable Duration grace;

    @Option(
            names = "--no-wait",
            description = "Return when the cancel is recorded, which it then is for good; exit code 0.")
    private boolean noWait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            converter = Durations.class,
            description = "How long to wait for the end (${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofMinutes(5);

    @Override
    int run(Api api, Terminal terminal) {
        ObjectNode body = object();
        if (reason != null) {
            body.put("reason", reason);
        }
        if (grace != null) {
            body.put("graceMs", grace.toMillis());
        }
        Shapes.Answer answer = send(api, Api.path("flows", flow, "cancel"), body);
        if (noWait) {
            return report(terminal, answer);
        }
        try (StopSignal stop = StopSignal.install()) {
            return await(api, terminal, stop);
        }
    }

    private int await(Api api, Terminal terminal, StopSignal stop) {
        ActiveTasks active = new ActiveTasks(api, flow);
        long giveUpAt = System.nanoTime() + timeout.toNanos();
        while (true) {
            Shapes.Flow now = new Shapes.Flow(api.get(Api.path("flows", flow), new Query()));
            if (now.terminal()) {
                return settled(terminal, now);
            }
            terminal.progress(active.inWords(now));
            boolean late = System.nanoTime() >= giveUpAt;
            if (late || stop.awaitFor(BETWEEN_LOOKS)) {
                return pending(terminal, now);
            }
        }
    }

    private int settled(Terminal terminal, Shapes.Flow now) {
        boolean cancelled = now.status().equals(CANCELLED);
        show(
                terminal,
                now.json(),
                () -> terminal.line(now.flowId() + " is " + now.status() + ", revision " + now.revision()
                        + (cancelled ? "" : ": it ended before the cancel could take effect")));
        return cancelled ? ExitCode.DONE : ExitCode.FAILED;
    }

    private int pending(Terminal terminal, Shapes.Flow now) {
        String state = now.cancelRequested()
                ? "PENDING: the cancel of " + now.flowId() + " is recorded and goes on"
                : "PENDING: the cancel of " + now.flowId() + " is on its way";
        show(
                terminal,
                now.json(),
                () -> terminal.line(state + "; " + now.activeTasks() + " of " + now.totalTasks()
                        + " tasks are still active. Look with 'taskflow flows show " + now.flowId() + "'"));
        return ExitCode.FAILED;
    }
}
