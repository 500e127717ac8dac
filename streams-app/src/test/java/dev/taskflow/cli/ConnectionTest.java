package dev.taskflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.cli.ApiServer.Reply;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {

    private static final String SECRET = "tf_very-secret";

    private final ApiServer server = new ApiServer().on("GET /v1/flows/f-1", Samples.running("f-1"));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tokenAndOwnerComeFromTheEnvironment() {
        Invocation show = Invocation.of(
                Map.of(
                        ClientVariables.URL,
                        server.url() + "/",
                        ClientVariables.TOKEN,
                        SECRET,
                        ClientVariables.OWNER,
                        "acme"),
                "flows",
                "show",
                "f-1");

        assertThat(show.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(server.only("GET").header("Authorization")).contains("Bearer " + SECRET);
        assertThat(server.only("GET").header("Taskflow-owner")).contains("acme");
        assertThat(show.out() + show.err()).doesNotContain(SECRET);
    }

    @Test
    void theCommandLineWinsOverTheEnvironment(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), SECRET + "\n");
        Map<String, String> environment = Map.of(
                ClientVariables.URL,
                "http://127.0.0.1:1",
                ClientVariables.TOKEN,
                "other",
                ClientVariables.OWNER,
                "other");

        Invocation show = Invocation.of(
                environment,
                "flows",
                "show",
                "f-1",
                "--url",
                server.url(),
                "--token-file",
                file.toString(),
                "--owner",
                "o-1");

        assertThat(show.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(server.only("GET").header("Authorization")).contains("Bearer " + SECRET);
        assertThat(server.only("GET").header("Taskflow-owner")).contains("o-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://host", "host:8080", "http://user:" + SECRET + "@host", "http://host?x=y", "http:// "})
    void aUrlThatIsNoneIsWrongUsageAndNotQuoted(String url) {
        Invocation show = Invocation.of(Map.of(), "flows", "show", "f-1", "--url", url);

        assertThat(show.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(show.err()).contains("the URL of an instance must be like").doesNotContain(SECRET);
    }

    @Test
    void aTokenThatIsNoneIsWrongUsageAndNotQuoted() {
        Invocation show = Invocation.of(Map.of(ClientVariables.TOKEN, SECRET + "\r\nX: y"), "flows", "show", "f-1");

        assertThat(show.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(show.err()).contains("TASKFLOW_TOKEN must hold one token").doesNotContain(SECRET);
    }

    @Test
    void whereNobodyAnswersTheExitCodeIsThree() {
        Invocation show = Invocation.of(Map.of(), "flows", "show", "f-1", "--url", "http://127.0.0.1:1");

        assertThat(show.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(show.err().lines())
                .singleElement()
                .asString()
                .startsWith("taskflow: no answer from http://127.0.0.1:1 (connection refused)")
                .contains("--url");
    }

    @Test
    void anEmptyVariableIsAsGoodAsNone() {
        server.on("GET /v1/flows/f-1", Samples.running("f-1"));

        Invocation show = Invocation.of(
                Map.of(
                        ClientVariables.URL,
                        server.url(),
                        ClientVariables.TOKEN,
                        "",
                        ClientVariables.TOKEN_FILE,
                        "",
                        ClientVariables.OWNER,
                        ""),
                "flows",
                "show",
                "f-1");

        assertThat(show.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(server.only("GET").headers()).doesNotContainKeys("Authorization", "Taskflow-owner");
    }

    @Test
    void whatTheInstanceCannotTakeIsWrongUsage() {
        server.on("GET /v1/flows/f-1", Reply.problem(400, "MALFORMED", "Not like this."));

        Invocation show = Invocation.on(server, "flows", "show", "f-1");

        assertThat(show.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(show.err()).contains("refused, MALFORMED: Not like this.");
    }

    @Test
    void anOwnerThatAnOperatorLeftOutSaysHowToNameIt() {
        server.on(
                "POST /v1/flows/f-1/cancel",
                Reply.problem(400, "MALFORMED", "TaskFlow-Owner is missing.", ",\"field\":\"TaskFlow-Owner\""));

        assertThat(Invocation.on(server, "flows", "cancel", "f-1").err()).contains("--owner or TASKFLOW_OWNER");
    }

    @Test
    void aReaderThatHasGoneEndsTheCommandWithoutAWord() {
        server.on("GET /v1/flows/f-1", Samples.running("f-1"));
        PrintWriter closed = new PrintWriter(new StringWriter()) {
            @Override
            public boolean checkError() {
                return true;
            }
        };
        StringWriter err = new StringWriter();

        int exitCode = TaskFlowCommand.commandLine(Map.of(ClientVariables.URL, server.url()))
                .setOut(closed)
                .setErr(new PrintWriter(err))
                .execute("flows", "show", "f-1");

        assertThat(exitCode).isEqualTo(ExitCode.NOBODY_READS);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whatIsNotTaskFlowIsUnreachableToo() {
        server.on("GET /v1/flows/f-1", new Reply(404, "text/html", Map.of(), "<html>nginx</html>"));

        Invocation show = Invocation.on(server, "flows", "show", "f-1");

        assertThat(show.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(show.err()).contains("not as TaskFlow does");
    }

    @Test
    void aRedirectIsNotFollowedSoThatTheTokenStays() {
        server.on(
                "GET /v1/flows/f-1", new Reply(307, "text/plain", Map.of("Location", server.url() + "/elsewhere"), ""));

        Invocation show = Invocation.on(server, "flows", "show", "f-1");

        assertThat(show.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aRefusalIsOneLineInWordsAndTheProblemInJson() {
        Reply refusal = Reply.problem(404, "NOT_FOUND", "There is no such flow\\u001b[2J.");
        server.on("GET /v1/flows/f-1", refusal);

        Invocation words = Invocation.on(server, "flows", "show", "f-1");
        Invocation json = Invocation.on(server, "flows", "show", "f-1", "--json");

        assertThat(words.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(words.out()).isEmpty();
        assertThat(words.err().lines())
                .containsExactly("taskflow: refused, NOT_FOUND: There is no such flow\\u001b[2J.");
        assertThat(json.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(json.out()).contains("\"code\" : \"NOT_FOUND\"").doesNotContain("\u001B");
    }

    @Test
    void aMissingTokenSaysHowToGiveOne() {
        server.on("GET /v1/flows/f-1", Reply.problem(401, "UNAUTHENTICATED", "A token is needed."));

        assertThat(Invocation.on(server, "flows", "show", "f-1").err()).contains("--token-file or TASKFLOW_TOKEN");
    }

    @Test
    void laterIsAskedAgain() {
        server.on(
                "GET /v1/flows/f-1",
                Reply.problem(503, "STATE_MOVING", "State moves.").with("Retry-After", "0"),
                Reply.json(Samples.running("f-1")));

        assertThat(Invocation.on(server, "flows", "show", "f-1").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void laterForLongIsUnreachable() {
        server.on(
                "GET /v1/flows/f-1",
                Reply.problem(503, "STATE_MOVING", "State moves.").with("Retry-After", "100"));

        Invocation show = Invocation.on(server, "flows", "show", "f-1");

        assertThat(show.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(show.err()).contains("cannot answer now, STATE_MOVING: State moves.");
    }

    @Test
    void anIdIsOneSegmentWhateverItHolds() {
        Invocation.on(server, "flows", "show", "../a/b?c#d e");

        assertThat(server.only("GET").path()).isEqualTo("/v1/flows/..%2Fa%2Fb%3Fc%23d%20e");
    }

    @Test
    void theVariablesOfTheseCommandsAreNoSettings() {
        Map<String, String> environment = Map.of(
                ClientVariables.URL,
                "u",
                ClientVariables.TOKEN,
                "t",
                ClientVariables.TOKEN_FILE,
                "f",
                ClientVariables.OWNER,
                "o",
                "TASKFLOW_RUNTIMES",
                "mail");

        assertThat(ClientVariables.without(environment)).isEqualTo(Map.of("TASKFLOW_RUNTIMES", "mail"));
    }
}
