package dev.taskflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.cli.ApiServer.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlowsWatchCommandTest {

    private static final String CREATED =
            Samples.event(1, "FLOW_CREATED", "{\"status\":\"QUEUED\",\"goal\":\"ship it\"}");
    private static final String SPAWNED =
            Samples.event(2, "TASK_SPAWNED", "{\"runId\":\"pick\",\"taskId\":\"f-1.pick\",\"runtime\":\"default\"}");
    private static final String FAILED = Samples.event(
            3,
            "TASK_STATUS_CHANGED",
            "{\"runId\":\"pick\",\"status\":\"FAILED\",\"attempt\":1,\"error\":{\"type\":\"x\",\"message\":\"\\u001b[31mno\",\"retryable\":false}}");
    private static final String SETTLED =
            Samples.event(4, "FLOW_SETTLED", "{\"flowId\":\"f-1\",\"status\":\"FAILED\"}");

    private static final List<String> LINES = List.of(
            "2026-11-22T10:15:30.123Z  #1  flow created  QUEUED goal=ship it",
            "2026-11-22T10:15:30.123Z  #2  task spawned  pick runtime=default",
            "2026-11-22T10:15:30.123Z  #3  task status changed  pick FAILED attempt=1 error=\\u001b[31mno",
            "2026-11-22T10:15:30.123Z  #4  flow settled  FAILED");

    private final ApiServer server = new ApiServer().on("GET /v1/flows/f-1", Samples.running("f-1"));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theHistoryThenWhatTheStreamSaysEachEventOnce() {
        server.on("GET /v1/flows/f-1/events", Samples.events("", CREATED, SPAWNED));
        server.on("STREAM GET /v1/flows/f-1/events", stream(sent(SPAWNED), ":\n\n", sent(FAILED), sent(SETTLED)));

        Invocation watch = Invocation.on(server, "flows", "watch", "f-1");

        assertThat(watch.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(watch.lines()).isEqualTo(LINES);
    }

    @Test
    void whatTheStreamLeftOutIsReadAgain() {
        server.on(
                "GET /v1/flows/f-1/events",
                Reply.json(Samples.events("", CREATED)),
                Reply.json(Samples.events("", CREATED, SPAWNED, FAILED)),
                Reply.json(Samples.events("", CREATED, SPAWNED, FAILED, SETTLED)));
        server.on("STREAM GET /v1/flows/f-1/events", stream("id: 1\nevent: reset\ndata: {}\n\n", sent(SETTLED)));

        assertThat(Invocation.on(server, "flows", "watch", "f-1").lines()).isEqualTo(LINES);
    }

    @Test
    void whereStreamsAreRefusedItAsksNowAndThen() {
        server.on("STREAM GET /v1/flows/f-1/events", Reply.problem(429, "TOO_MANY_REQUESTS", "Too many streams."));
        server.on(
                "GET /v1/flows/f-1/events",
                Reply.json(Samples.events("", CREATED)),
                Reply.json(Samples.events("c-1", CREATED, SPAWNED)),
                Reply.json(Samples.events("", FAILED, SETTLED)));

        assertThat(Invocation.on(server, "flows", "watch", "f-1").lines()).isEqualTo(LINES);
    }

    @Test
    void aFlowThatHasEndedAndWhoseHistoryIsGoneEndsIt() {
        server.on("GET /v1/flows/f-1", Samples.cancelled("f-1"));
        server.on("GET /v1/flows/f-1/events", Samples.events(""));
        server.on("STREAM GET /v1/flows/f-1/events", stream(":\n\n"));

        Invocation watch = Invocation.on(server, "flows", "watch", "f-1");

        assertThat(watch.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(watch.out()).isEmpty();
    }

    @Test
    void jsonIsALineAnEvent() {
        server.on("GET /v1/flows/f-1/events", Samples.events("", CREATED, SPAWNED, FAILED, SETTLED));

        Invocation watch = Invocation.on(server, "flows", "watch", "f-1", "--json");

        assertThat(watch.lines()).hasSize(4).allMatch(line -> line.startsWith("{\"eventId\":\"f-1:"));
        assertThat(watch.out()).doesNotContain("\u001B");
    }

    @Test
    void afterItsTimeItIsPending() {
        server.on("GET /v1/flows/f-1/events", Samples.events("", CREATED));

        Invocation watch = Invocation.on(server, "flows", "watch", "f-1", "--timeout", "1s");

        assertThat(watch.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(watch.err()).contains("f-1 has not settled");
    }

    @Test
    void aFlowThatIsNotThereIsRefused() {
        Invocation watch = Invocation.on(server, "flows", "watch", "nowhere");

        assertThat(watch.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(watch.err().lines()).singleElement().asString().startsWith("taskflow: refused, NOT_FOUND");
    }

    private static Reply stream(String... parts) {
        return new Reply(200, "text/event-stream", Map.of(), String.join("", parts));
    }

    private static String sent(String event) {
        return "id: 0:7\nevent: X\ndata: " + event + "\n\n";
    }
}
