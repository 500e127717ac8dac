package dev.taskflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskflow.cli.ApiServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteCommandsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Reply PENDING = new Reply(
            202, "application/json", Map.of(), "{\"commandId\":\"c-1\",\"flowId\":\"f-1\",\"outcome\":\"PENDING\"}");

    private final ApiServer server = new ApiServer()
            .on("POST /v1/flows", Samples.answer("ACCEPTED", "QUEUED"))
            .on("POST /v1/flows/f-1/tasks", Samples.answer("ACCEPTED", "RUNNING"))
            .on("POST /v1/flows/f-1/tasks/pick/cancel", Samples.answer("ACCEPTED", "RUNNING"));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void createSendsItsOptionsByTheApisNames(@TempDir Path folder) throws Exception {
        Path input = Files.write(folder.resolve("input"), new byte[] {0, 1, (byte) 0xFF});

        Invocation create = Invocation.on(
                server,
                "flows",
                "create",
                "--goal",
                "ship order 4711",
                "--controller",
                "order-service",
                "--label",
                "team=blue",
                "--cancel-grace",
                "30s",
                "--task",
                "a:b:mail={\"to\":1.50}",
                "--task",
                "note=hello",
                "--task",
                "raw:shell=@" + input,
                "--task",
                "bare",
                "--idempotency-key",
                "k-1",
                "--decide-within",
                "5s");

        assertThat(create.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(create.lines()).containsExactly("ACCEPTED: f-1 is QUEUED, revision 4", "  pick QUEUED");
        assertThat(body())
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"goal":"ship order 4711","controllerId":"order-service","cancelGraceMs":30000,
                                 "labels":{"team":"blue"},"tasks":[
                                  {"runId":"a:b","runtime":"mail","input":{"to":1.50}},
                                  {"runId":"note","runtime":"default","inputBase64":"aGVsbG8=","inputContentType":"text/plain; charset=utf-8"},
                                  {"runId":"raw","runtime":"shell","inputBase64":"AAH/","inputContentType":"application/octet-stream"},
                                  {"runId":"bare","runtime":"default"}]}"""));
        assertThat(server.only("POST").header("Idempotency-key")).contains("k-1");
        assertThat(server.only("POST").header("Prefer")).contains("wait=5");
    }

    @Test
    void aFileHoldsTheWholeBody(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("flow.json"), "{\"goal\":\"g\",\"syncMode\":\"TASK_MIRRORED\"}");

        assertThat(Invocation.on(server, "flows", "create", "--json-file", file.toString())
                        .exitCode())
                .isEqualTo(ExitCode.DONE);
        assertThat(body()).isEqualTo(JSON.readTree(file.toFile()));

        Invocation both = Invocation.on(server, "flows", "create", "--json-file", file.toString(), "--goal", "x");
        assertThat(both.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(both.err()).contains("--json-file has the whole body: leave out the options for goal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flows create",
                "flows create --goal g --task =x",
                "flows create --goal g --cancel-grace soon",
                "flows create --goal g --decide-within 61s",
                "flows spawn f-1",
                "flows spawn",
                "tasks cancel f-1",
                "tasks",
                "flows",
                "flows list --limit 0",
                "flows list --created-from yesterday",
                "audit --fail-on MAYBE"
            })
    void wrongUsageEndsWithTwoAndAsksNobody(String arguments) {
        assertThat(Invocation.on(server, arguments.split(" ")).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void whatIsNotDecidedInTimeIsPending() {
        server.on("POST /v1/flows", PENDING);

        Invocation create = Invocation.on(server, "flows", "create", "--goal", "g");

        assertThat(create.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(create.out()).startsWith("PENDING: f-1: ");
    }

    @Test
    void spawnSaysWhichRevisionItExpects() throws Exception {
        Invocation spawn =
                Invocation.on(server, "flows", "spawn", "f-1", "--task", "pick", "--seal", "--if-revision", "3");

        assertThat(spawn.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(server.only("POST").header("If-match")).contains("\"3\"");
        assertThat(body())
                .isEqualTo(JSON.readTree("{\"tasks\":[{\"runId\":\"pick\",\"runtime\":\"default\"}],\"seal\":true}"));
    }

    @Test
    void aConflictIsRefusedWithItsCode() {
        server.on("POST /v1/flows/f-1/tasks", Reply.problem(409, "REVISION_CONFLICT", "It is 5.", ",\"revision\":5"));

        Invocation spawn = Invocation.on(server, "flows", "spawn", "f-1", "--seal");

        assertThat(spawn.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(spawn.err()).contains("refused, REVISION_CONFLICT: It is 5.");
    }

    @Test
    void aTaskIsCancelledWithAReason() throws Exception {
        Invocation cancel = Invocation.on(server, "tasks", "cancel", "f-1", "pick", "--reason", "no stock", "--json");

        assertThat(cancel.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(JSON.readTree(cancel.out())).isEqualTo(JSON.readTree(Samples.answer("ACCEPTED", "RUNNING")));
        assertThat(body()).isEqualTo(JSON.readTree("{\"reason\":\"no stock\"}"));
    }

    private JsonNode body() throws IOException {
        return JSON.readTree(server.only("POST").body());
    }
}
