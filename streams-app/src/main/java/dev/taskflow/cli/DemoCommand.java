package dev.taskflow.cli;

import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.dev.DevInstallation;
import dev.taskflow.cli.demo.Check;
import dev.taskflow.cli.demo.DemoStalled;
import dev.taskflow.cli.demo.DemoStory;
import dev.taskflow.cli.demo.Screen;
import dev.taskflow.client.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code taskflow demo}: the product's main job, played on a real broker and checked. */
@Command(
        name = "demo",
        description = {
            "Play a story on a real broker with temporary data and free ports: tasks run, a flow is cancelled, bad input comes.",
            "Exit code 0 only if all that was expected was seen."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer>, QuietCommand {

    private static final String RUNTIME = "default";

    @Option(
            names = "--note",
            hidden = true,
            description = "A first line, for whoever starts the demo for somebody else.")
    private @Nullable String note;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        DevKit.require("demo");
        boolean verbose = spec.root().userObject() instanceof TaskFlowCommand root && root.isVerbose();
        boolean colours = Help.Ansi.AUTO.enabled();
        Screen screen = new Screen(spec.commandLine().getOut(), TaskFlowCommand.charset(), colours, verbose);
        if (note != null) {
            screen.announce(note);
        }
        Path directory = Files.createTempDirectory("taskflow-demo");
        try (StopSignal stop = StopSignal.install()) {
            return play(screen, directory, stop);
        } catch (DemoStalled stalled) {
            throw new CommandFailed(String.valueOf(stalled.getMessage()), stalled);
        } finally {
            delete(directory);
        }
    }

    /** The story sends bad input on purpose, and says itself what becomes of it. */
    @Override
    public String ownLogLevel() {
        return "ERROR";
    }

    private static int play(Screen screen, Path directory, StopSignal stop) {
        screen.announce("TaskFlow demo: starting a Kafka broker, a schema registry and the processor in this process");
        TaskFlowConfig settings = TaskFlowConfig.of(Map.of("runtimes", RUNTIME, "flow.partitions", "2"));
        DevInstallation.Place place = new DevInstallation.Place(directory, 0, 0);
        try (DevInstallation installation = DevInstallation.start(settings, place);
                DemoStory story = new DemoStory(
                        installation.config().topics(),
                        RUNTIME,
                        Connection.to(installation.kafka(), installation.registry()),
                        screen,
                        stop::isRequested)) {
            screen.announce("Ready: kafka=" + installation.kafka() + " registry=" + installation.registry());
            try {
                story.play();
                installation.processor().close();
                return report(screen, story.checks());
            } catch (DemoStalled stalled) {
                screen.table(story.checksSoFar());
                throw stalled;
            }
        }
    }

    private static int report(Screen screen, List<Check> checks) {
        screen.table(checks);
        long wrong = checks.stream().filter(check -> !check.agrees()).count();
        screen.verdict(
                wrong == 0,
                wrong == 0 ? "All " + checks.size() + " agree." : wrong + " of " + checks.size() + " do not agree.");
        return wrong == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException left) {
            LoggerFactory.getLogger(DemoCommand.class)
                    .warn("Temporary data stays in {}: {}", directory, left.toString());
        }
    }
}
