package dev.taskflow.cli.doctor;

import dev.taskflow.cli.api.Unanswered;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** Whether an instance is alive and ready, as its HTTP server says. */
final class InstanceChecks {

    private static final String CHECK = "instance";
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final URI instance;

    InstanceChecks(URI instance) {
        this.instance = instance;
    }

    List<Diagnosis> health() {
        try {
            int live = HttpLook.at(URI.create(instance + "/health/live")).status();
            int ready = HttpLook.at(URI.create(instance + "/health/ready")).status();
            return List.of(diagnosis(live, ready));
        } catch (IOException silent) {
            return List.of(Diagnosis.unreachable(
                    CHECK,
                    instance + " does not answer: " + Unanswered.why(silent),
                    "start the instance, or set --url right"));
        }
    }

    private Diagnosis diagnosis(int live, int ready) {
        if (live == OK && ready == OK) {
            return Diagnosis.ok(CHECK, instance + " is alive and ready");
        }
        if (live == UNAVAILABLE) {
            return Diagnosis.fault(CHECK, instance + " is not alive", "restart it; its log says why it stopped");
        }
        if (live == OK && ready == UNAVAILABLE) {
            return Diagnosis.fault(
                    CHECK,
                    instance + " is alive but not ready",
                    "wait while it restores state; /status says how far it is");
        }
        return Diagnosis.fault(
                CHECK,
                instance + " answers with " + live + " and " + ready + ", not as TaskFlow does",
                "set --url to an instance's address");
    }
}
