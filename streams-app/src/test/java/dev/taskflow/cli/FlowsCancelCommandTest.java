package dev.taskflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.cli.ApiServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlowsCancelCommandTest {

    private final ApiServer server = new ApiServer()
            .on("POST /v1/flows/f-1/cancel", Samples.answer("ACCEPTED", "RUNNING"))
            .on(
                    "GET /v1/flows/f-1/tasks",
                    Samples.tasks(Samples.task("pack", "RUNNING"), Samples.task("pick", "CANCELLED")));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void itWaitsForTheEndAndShowsWhoIsStillActive() {
        server.on(
                "GET /v1/flows/f-1",
                Reply.json(Samples.stopping("f-1", 1)),
                Reply.json(Samples.stopping("f-1", 1)),
                Reply.json(Samples.cancelled("f-1")));

        Invocation cancel =
                Invocation.on(server, "flows", "cancel", "f-1", "--reason", "changed my mind", "--grace", "1m");

        assertThat(cancel.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(cancel.lines()).containsExactly("f-1 is CANCELLED, revision 3");
        assertThat(cancel.err().lines()).containsExactly("f-1: cancel requested, 1 of 2 tasks active: pack RUNNING");
        assertThat(server.only("POST").body()).isEqualTo("{\"reason\":\"changed my mind\",\"graceMs\":60000}");
    }

    @Test
    void afterItsTimeItIsPending() {
        server.on("GET /v1/flows/f-1", Samples.stopping("f-1", 1));

        Invocation cancel = Invocation.on(server, "flows", "cancel", "f-1", "--timeout", "0s");

        assertThat(cancel.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(cancel.out())
                .startsWith("PENDING: the cancel of f-1 is recorded and goes on; 1 of 2 tasks are still active");
    }

    @Test
    void withoutWaitingItEndsWhenTheCancelIsRecorded() {
        Invocation cancel = Invocation.on(server, "flows", "cancel", "f-1", "--no-wait");

        assertThat(cancel.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aFlowThatHasEndedIsRefused() {
        server.on(
                "POST /v1/flows/f-1/cancel",
                Reply.problem(409, "TERMINAL", "The flow has ended.", ",\"flowStatus\":\"SUCCEEDED\""));

        Invocation cancel = Invocation.on(server, "flows", "cancel", "f-1");

        assertThat(cancel.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(cancel.err()).contains("refused, TERMINAL: The flow has ended.");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aFlowThatEndsOtherwiseIsNotCancelled() {
        server.on("GET /v1/flows/f-1", Samples.flow("f-1", "SUCCEEDED", true, 0, 1, ""));

        Invocation cancel = Invocation.on(server, "flows", "cancel", "f-1", "--json");

        assertThat(cancel.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(cancel.out()).contains("\"status\" : \"SUCCEEDED\"");
    }
}
