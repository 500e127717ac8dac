package dev.taskflow.devkit;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.utils.Exit;

/**
 * Keeps the host alive where a broker would end the process without asking a fault handler, as it does when its disk
 * fails. Kafka has one exit procedure for the JVM, so it is taken over while at least one broker runs and given back after.
 */
final class ExitGuard {
    private static final Set<FaultLog> RUNNING = new LinkedHashSet<>();

    private ExitGuard() {}

    static void protect(FaultLog faults) {
        synchronized (RUNNING) {
            if (RUNNING.isEmpty()) {
                Exit.setExitProcedure(ExitGuard::refuse);
                Exit.setHaltProcedure(ExitGuard::refuse);
            }
            RUNNING.add(faults);
        }
    }

    static void release(FaultLog faults) {
        synchronized (RUNNING) {
            if (RUNNING.remove(faults) && RUNNING.isEmpty()) {
                Exit.resetExitProcedure();
                Exit.resetHaltProcedure();
            }
        }
    }

    /** Throws, because Kafka relies on an exit not to return. Which broker asked is not known here: all are told. */
    private static void refuse(int status, String message) {
        IllegalStateException refused =
                new IllegalStateException("a development broker asked to end the JVM with status " + status
                        + " from thread " + Thread.currentThread().getName() + (message == null ? "" : ": " + message));
        synchronized (RUNNING) {
            RUNNING.forEach(faults -> faults.record(new BrokerFault("exit", true, refused)));
        }
        throw refused;
    }
}
