package dev.taskflow.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.app.HttpService;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.dev.DevInstallation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says of the command line and the HTTP API, taken from its text and run in its order. */
class OperatorsReadmeIT {

    /** The address of {@code taskflow dev}, which a test does not have. */
    private static final String WHERE = "export TASKFLOW_URL=http://127.0.0.1:8080\n";

    @Test
    void everyCommandPrintsWhatTheReadmeSays(@TempDir Path directory) throws Exception {
        try (DevInstallation dev = DevInstallation.start(
                TaskFlowConfig.of(Map.of()), new DevInstallation.Place(directory.resolve("data"), 0, 0))) {
            Shell shell = new Shell(
                    directory.resolve("shell"),
                    Map.of("TASKFLOW_BOOTSTRAP_SERVERS", dev.kafka(), "TASKFLOW_SCHEMA_REGISTRY_URL", dev.registry()));
            try (HttpService open = serve(dev, Map.of())) {
                shell.set("TASKFLOW_URL", open.url());
                play(shell, Transcript.of("Command line"));
                play(shell, Transcript.of("HTTP API"));
                play(shell, Transcript.of("Topics and rights on a cluster of others"));
            }
            List<Transcript> tokens = Transcript.of("Tokens");
            play(shell, tokens.subList(0, 1));
            Path file = shell.directory().resolve("tokens");
            assertThat(Files.readString(file)).doesNotContain(Files.readString(file.resolveSibling("ops.token")));
            try (HttpService closed = serve(dev, Map.of("http.auth.tokens.file", file.toString()))) {
                shell.set("TASKFLOW_URL", closed.url());
                play(shell, tokens.subList(1, tokens.size()));
            }
        }
    }

    private static void play(Shell shell, List<Transcript> transcripts) throws Exception {
        for (Transcript each : transcripts) {
            if (!each.commands().equals(WHERE)) {
                each.assertPrintedBy(shell.run(each.commands()));
            }
        }
    }

    private static HttpService serve(DevInstallation dev, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("http.port", "0");
        return HttpService.start(dev.config().with(all), dev.processor()).orElseThrow();
    }
}
