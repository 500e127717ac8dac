package dev.taskflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditCommandTest {

    private static final String WARNING =
            """
            {"code":"stale_queued","severity":"WARNING","flowId":"f-1","runId":"pick","since":"2026-11-22T10:15:30.123Z",\
            "detail":"no worker has taken it up","redacted":["ownerKey"]}""";
    private static final String ERROR =
            """
            {"code":"cancel_stuck","severity":"ERROR","flowId":"f-2","ownerKey":"acme","detail":"still open","redacted":[]}""";

    private final ApiServer server = new ApiServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void findingsWithTheirSeverity() {
        audit(WARNING, ERROR);

        Invocation audit = Invocation.on(server, "audit");

        assertThat(audit.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(audit.lines())
                .containsExactly(
                        "OWNER   SEVERITY  CODE          FLOW  RUN   SINCE                     DETAIL",
                        "hidden  WARNING   stale_queued  f-1   pick  2026-11-22T10:15:30.123Z  no worker has taken it up",
                        "acme    ERROR     cancel_stuck  f-2   -     -                         still open",
                        "1 ERROR · 1 WARNING");
    }

    @Test
    void theExitCodeFollowsFailOn() {
        audit(WARNING);
        assertThat(Invocation.on(server, "audit").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(Invocation.on(server, "audit", "--fail-on", "WARNING").exitCode())
                .isEqualTo(ExitCode.FAILED);

        audit(ERROR);
        assertThat(Invocation.on(server, "audit", "--fail-on", "WARNING").exitCode())
                .isEqualTo(ExitCode.FAILED);
        assertThat(Invocation.on(server, "audit", "--fail-on", "NEVER").exitCode())
                .isEqualTo(ExitCode.DONE);
    }

    @Test
    void thresholdsGoToTheInstance() {
        audit();

        Invocation audit = Invocation.on(
                server,
                "audit",
                "--stale-running",
                "1m",
                "--stale-waiting",
                "2m",
                "--stale-blocked",
                "3m",
                "--cancel-stuck",
                "4m",
                "--task-stale-queued",
                "5m",
                "--task-stale-running",
                "PT6M",
                "--severity",
                "ERROR");

        assertThat(audit.lines()).containsExactly("No findings");
        assertThat(server.only("GET").query())
                .isEqualTo("flowRunningMs=60000&flowWaitingMs=120000&flowBlockedMs=180000&cancelMs=240000"
                        + "&taskQueuedMs=300000&taskRunningMs=360000&severity=ERROR&limit=500");
    }

    private void audit(String... findings) {
        server.on("GET /v1/audit", "{\"findings\":[" + String.join(",", findings) + "],\"truncated\":false}");
    }
}
