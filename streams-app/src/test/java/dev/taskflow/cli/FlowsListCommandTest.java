package dev.taskflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskflow.cli.ApiServer.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlowsListCommandTest {

    private final ApiServer server = new ApiServer().on("GET /v1/counts", Samples.counts());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void columnsAndTheSummary() {
        server.on("GET /v1/flows", Samples.flows("", Samples.running("f-1"), Samples.cancelled("flow-22")));

        Invocation list = Invocation.on(server, "flows", "list");

        assertThat(list.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(list.lines())
                .containsExactly(
                        "FLOW     MODE     STATUS     REVISION  CONTROLLER     TASKS             GOAL",
                        "f-1      MANAGED  RUNNING    3         order-service  1 active/2 total  ship order 4711",
                        "flow-22  MANAGED  CANCELLED  3         order-service  0 active/2 total  ship order 4711",
                        "6 active · 4 blocked · 7 cancel-requested · 21 total");
        assertThat(list.err()).isEmpty();
    }

    @Test
    void flowsOfSeveralOwnersHaveAColumnForThem() {
        String others = Samples.running("f-3")
                .replace("\"ownerKey\":\"acme\",", "")
                .replace("[\"stateJson\"]", "[\"ownerKey\",\"stateJson\"]");
        server.on("GET /v1/flows", Samples.flows("", Samples.running("f-1"), others));

        Invocation list = Invocation.on(server, "flows", "list", "--no-summary");

        assertThat(list.lines())
                .containsExactly(
                        "OWNER   FLOW  MODE     STATUS   REVISION  CONTROLLER     TASKS             GOAL",
                        "acme    f-1   MANAGED  RUNNING  3         order-service  1 active/2 total  ship order 4711",
                        "hidden  f-3   MANAGED  RUNNING  3         order-service  1 active/2 total  ship order 4711");
    }

    @Test
    void whoHasAllRevealedIsShownTheOwnerAlsoIfItIsOne() {
        server.on("GET /v1/flows", Samples.flows("", Samples.running("f-1")));

        Invocation list = Invocation.on(server, "flows", "list", "--no-summary", "--reveal");

        assertThat(list.lines().get(1)).startsWith("acme   f-1");
    }

    @Test
    void hostileDataDoesNotReachTheTerminal() {
        String hostile = Samples.running("f-1").replace("ship order 4711", "\\u001b[2Jcleared\\u202e\\nSUCCEEDED");
        server.on("GET /v1/flows", Samples.flows("", hostile));

        Invocation list = Invocation.on(server, "flows", "list");
        Invocation json = Invocation.on(server, "flows", "list", "--json");

        assertThat(list.lines()).anyMatch(line -> line.endsWith("\\u001b[2Jcleared\\u202e\\nSUCCEEDED"));
        assertThat(list.out() + json.out()).doesNotContain("\u001B", "\u202E");
    }

    @Test
    void filtersGoToTheInstance() {
        server.on("GET /v1/flows", Samples.flows(""));

        Invocation.on(
                server,
                "flows",
                "list",
                "--no-summary",
                "--status",
                "running,blocked",
                "--controller",
                "a b",
                "--label",
                "team=blue:1",
                "--label",
                "x=y&z",
                "--created-from",
                "2026-11-22T10:00:00+01:00",
                "--cancel-requested",
                "--reveal",
                "--limit",
                "7");

        assertThat(server.only("GET").query().split("&"))
                .containsExactly(
                        "reveal=true",
                        "status=RUNNING%2CBLOCKED",
                        "controller=a%20b",
                        "createdFrom=2026-11-22T09%3A00%3A00Z",
                        "cancelRequested=true",
                        "label=team%3Ablue%3A1",
                        "label=x%3Ay%26z",
                        "limit=7");
    }

    @Test
    void withoutRevealNothingIsAskedToBeRevealed() {
        server.on("GET /v1/flows", Samples.flows(""));

        Invocation.on(server, "flows", "list", "--no-summary");

        assertThat(server.only("GET").query()).isEqualTo("limit=50");
    }

    @Test
    void allFollowsCursorsAlsoOverAnEmptyPage() throws Exception {
        server.on(
                "GET /v1/flows",
                Reply.json(Samples.flows("c/1", Samples.running("f-1"))),
                Reply.json(Samples.flows("c/2")),
                Reply.json(Samples.flows("", Samples.running("f-2"))));

        Invocation list = Invocation.on(server, "flows", "list", "--all", "--json");

        JsonNode page = new ObjectMapper().readTree(list.out());
        assertThat(page.findValuesAsText("flowId")).containsExactly("f-1", "f-2");
        assertThat(page.has("nextCursor")).isFalse();
        assertThat(server.requests().stream().map(ApiServer.Asked::query).toList())
                .isEqualTo(List.of("limit=500", "limit=500&cursor=c%2F1", "limit=500&cursor=c%2F2"));
    }

    @Test
    void aListThatIsCutSaysHowToGoOn() {
        server.on("GET /v1/flows", Samples.flows("next-1", Samples.running("f-1")));

        Invocation list = Invocation.on(server, "flows", "list", "--limit", "1", "--no-summary");

        assertThat(list.lines()).last().isEqualTo("There are more: --all, or --cursor next-1");
    }

    @Test
    void countsThatCannotBeHadAreNoFailure() {
        server.on("GET /v1/flows", Samples.flows("", Samples.running("f-1")));
        server.on("GET /v1/counts", Reply.problem(403, "FORBIDDEN", "No."));

        Invocation list = Invocation.on(server, "flows", "list");

        assertThat(list.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(list.lines()).last().asString().startsWith("No counts: refused, FORBIDDEN: No.");
    }
}
