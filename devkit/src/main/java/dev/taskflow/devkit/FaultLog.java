package dev.taskflow.devkit;

import java.util.ArrayList;
import java.util.List;
import kafka.server.FaultHandlerFactory;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.FaultHandlerException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers a broker's faults in place of Kafka's own handlers, which end the JVM. Safe for use by many threads. */
final class FaultLog implements FaultHandlerFactory {
    /** A broken broker may fail again with every request: the first faults tell why, the rest only take memory. */
    static final int REMEMBERED = 100;

    private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);

    private final List<BrokerFault> faults = new ArrayList<>();

    @Override
    public FaultHandler build(String name, boolean fatal, @Nullable Runnable action) {
        return new FaultHandler() {
            @Override
            public RuntimeException handleFault(String message, @Nullable Throwable cause) {
                FaultHandlerException fault = cause == null
                        ? new FaultHandlerException(name + ": " + message)
                        : new FaultHandlerException(name + ": " + message + ": " + cause.getMessage(), cause);
                record(new BrokerFault(name, fatal, fault));
                if (action != null) {
                    action.run();
                }
                return fault;
            }
        };
    }

    void record(BrokerFault fault) {
        synchronized (faults) {
            if (faults.size() < REMEMBERED) {
                faults.add(fault);
            }
        }
        if (fault.fatal()) {
            LOG.error("The development broker has failed and must be restarted", fault.cause());
        } else {
            LOG.warn("The development broker met a fault and goes on", fault.cause());
        }
    }

    List<BrokerFault> faults() {
        synchronized (faults) {
            return List.copyOf(faults);
        }
    }
}
