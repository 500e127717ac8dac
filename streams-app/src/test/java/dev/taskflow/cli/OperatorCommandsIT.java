package dev.taskflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.cli.Distribution.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a real instance, with two owners and an operator. */
class OperatorCommandsIT {

    private static final String SECRET = "s3cret-of-alice";

    /** 128 + SIGTERM. */
    private static final int STOPPED = 143;

    @TempDir
    private static Path folder = Path.of("");

    private static final Distribution DISTRIBUTION = Distribution.built();

    /** A running instance, and who may ask it. */
    private record Instance(
            Optional<Run> dev, Map<String, String> alice, Map<String, String> bob, Map<String, String> operator) {}

    private static Instance instance = new Instance(Optional.empty(), Map.of(), Map.of(), Map.of());

    @BeforeAll
    static void start() throws IOException {
        Path tokens = folder.resolve("tokens");
        String alice = token(tokens, "--name", "alice", "--owner", "team-a");
        String bob = token(tokens, "--name", "bob", "--owner", "team-b");
        String operator = token(tokens, "--name", "ops", "--role", "operator");
        Run dev = DISTRIBUTION.start(
                "dev",
                "--kafka-port",
                "0",
                "--registry-port",
                "0",
                "--http-port",
                "0",
                "--data-dir",
                folder.resolve("data").toString(),
                "-Dhttp.auth.tokens.file=" + tokens);
        instance = new Instance(Optional.of(dev), Map.of(), Map.of(), Map.of());
        String url = dev.awaitLine("TaskFlow is ready").replaceAll(".*http=", "");
        instance = new Instance(Optional.of(dev), caller(url, alice), caller(url, bob), caller(url, operator));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (instance.dev().isPresent()) {
            instance.dev().get().stop();
        }
    }

    @Test
    void aFlowFromItsCreationToItsCancel() {
        String flow = create();

        assertThat(run(instance.alice(), "flows", "list", "--label", "flow=" + flow)
                        .lines())
                .anyMatch(line -> line.matches(flow + " +MANAGED +QUEUED +1 +order-service +1 active/1 total +ship it"))
                .last()
                .asString()
                .matches("\\d+ active · 0 blocked · 0 cancel-requested · \\d+ total");
        assertThat(run(instance.alice(), "flows", "spawn", flow, "--task", "pack")
                        .exitCode())
                .isZero();
        assertThat(run(instance.alice(), "tasks", "cancel", flow, "pack").lines())
                .contains("  pack CANCELLED");
        assertThat(run(instance.alice(), "tasks", "list", flow).lines())
                .anyMatch(line -> line.matches("pack +default +CANCELLED +1 .*"));

        Invocation cancel = run(instance.alice(), "flows", "cancel", flow, "--reason", "changed");
        assertThat(cancel.exitCode()).as(cancel.toString()).isZero();
        assertThat(cancel.lines()).last().isEqualTo(flow + " is CANCELLED, revision 3");
        assertThat(run(instance.alice(), "flows", "cancel", flow))
                .satisfies(again -> assertThat(again.exitCode()).isEqualTo(ExitCode.FAILED))
                .satisfies(again -> assertThat(again.err()).contains("refused, TERMINAL"));
        assertThat(run(instance.alice(), "flows", "watch", flow).lines())
                .first()
                .asString()
                .contains("#1  flow created");
    }

    @Test
    void anothersFlowDoesNotExist() {
        String flow = create();

        List<String[]> commands = List.of(
                new String[] {"flows", "show", flow},
                new String[] {"flows", "watch", flow},
                new String[] {"flows", "cancel", flow},
                new String[] {"flows", "spawn", flow, "--seal"},
                new String[] {"tasks", "list", flow},
                new String[] {"tasks", "show", flow, "pick"},
                new String[] {"tasks", "cancel", flow, "pick"});

        assertThat(commands).allSatisfy(command -> {
            Invocation foreign = run(instance.bob(), command);
            assertThat(foreign.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(foreign.err()).startsWith("taskflow: refused, NOT_FOUND");
        });
        assertThat(run(instance.bob(), "flows", "list", "--json").out()).doesNotContain(flow);
        assertThat(run(instance.bob(), "audit").err()).startsWith("taskflow: refused, FORBIDDEN");
        assertThat(run(instance.bob(), "flows", "show", flow, "--owner", "team-a")
                        .err())
                .startsWith("taskflow: refused, FORBIDDEN");
        assertThat(run(instance.alice(), "flows", "show", flow, "--json").out()).contains("\"status\" : \"QUEUED\"");
    }

    @Test
    void anOperatorSeesAllAndWritesForTheOwnerThatHeNames() {
        String flow = create();

        assertThat(run(instance.operator(), "flows", "list", "--all").out()).contains(flow);
        assertThat(run(instance.operator(), "audit").exitCode()).isZero();
        assertThat(run(instance.operator(), "flows", "cancel", flow).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run(instance.operator(), "flows", "cancel", flow, "--owner", "team-a")
                        .exitCode())
                .isZero();
    }

    @Test
    void whatIsSensitiveIsShownOnlyWhenRevealed() throws IOException {
        String flow = create();
        List<String[]> commands = List.of(
                new String[] {"flows", "show", flow},
                new String[] {"flows", "show", flow, "--json"},
                new String[] {"flows", "list", "--all", "--json"},
                new String[] {"tasks", "show", flow, "pick", "--json"},
                new String[] {"tasks", "list", flow, "--json"},
                new String[] {"flows", "watch", flow, "--json", "--timeout", "2s"});

        assertThat(commands)
                .allSatisfy(command -> assertThat(run(instance.alice(), command).toString())
                        .contains(flow)
                        .doesNotContain(SECRET));
        assertThat(run(instance.alice(), "flows", "show", flow, "--reveal").out())
                .contains(SECRET);
    }

    @Test
    void withoutATokenNobodyIsAnswered() {
        Map<String, String> nobody = Map.of(ClientVariables.URL, url());

        assertThat(run(nobody, "flows", "list").err()).startsWith("taskflow: refused, UNAUTHENTICATED");
    }

    @Test
    void thePackagedCommandEndsAtASignalWithoutATrace() throws Exception {
        String flow = create();
        Path token = Files.writeString(
                folder.resolve("token-" + flow), instance.alice().get(ClientVariables.TOKEN));

        try (Run watch = DISTRIBUTION.start(
                "flows", "watch", flow, "--json", "--url", url(), "--token-file", token.toString())) {
            watch.awaitLine("{");

            assertThat(watch.stop()).isEqualTo(STOPPED);
            assertThat(watch.err()).noneMatch(line -> line.startsWith("taskflow:") || line.startsWith("\tat "));
        }
    }

    private static String create() {
        String flow = "f-" + UUID.randomUUID();
        String body =
                """
                {"flowId":"%s","goal":"ship it","controllerId":"order-service","stateJson":"{\\"k\\":\\"%s\\"}",
                 "requesterOrigin":{"channel":"mail","to":"%s"},"labels":{"flow":"%s"},
                 "tasks":[{"runId":"pick","runtime":"default","input":{"k":"%s"}}]}"""
                        .formatted(flow, SECRET, SECRET, flow, SECRET);
        try {
            Path file = Files.writeString(folder.resolve(flow), body);
            Invocation create = run(instance.alice(), "flows", "create", "--json-file", file.toString());
            assertThat(create.exitCode()).as(create.toString()).isZero();
            return flow;
        } catch (IOException noFile) {
            throw new AssertionError(noFile);
        }
    }

    private static String token(Path file, String... whose) throws IOException {
        Invocation create = run(
                Map.of(),
                Stream.concat(Stream.of("token", "create"), Stream.of(whose)).toArray(String[]::new));
        Files.writeString(file, create.out(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return create.err().strip().replaceAll(".* ", "");
    }

    private static Map<String, String> caller(String url, String token) {
        return Map.of(ClientVariables.URL, url, ClientVariables.TOKEN, token);
    }

    private static String url() {
        return String.valueOf(instance.alice().get(ClientVariables.URL));
    }

    private static Invocation run(Map<String, String> caller, String... command) {
        return Invocation.of(caller, command);
    }
}
