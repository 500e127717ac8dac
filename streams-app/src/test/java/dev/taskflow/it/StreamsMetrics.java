package dev.taskflow.it;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What Kafka Streams publishes by JMX about the processors of one application in this JVM, as an operator sees it. */
record StreamsMetrics(String applicationId) {

    /** How many stream threads have died, replaced or not. */
    double failedThreads() {
        return sum("kafka.streams:type=stream-metrics,client-id=" + applicationId + "-*", "failed-stream-threads");
    }

    /**
     * How many records of changelogs the tasks that are here have read to make their stores. Counted where
     * {@code metrics.recording.level} is {@code DEBUG}.
     */
    double restoredRecords() {
        return sum("kafka.streams:type=stream-task-metrics,*", "restore-total");
    }

    /** The processor's own counter of this name, over all stream tasks. */
    double total(String counter) {
        return sum("kafka.streams:type=stream-taskflow-metrics,*", counter + "-total");
    }

    private double sum(String pattern, String attribute) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        double sum = 0;
        try {
            for (ObjectName name : server.queryNames(new ObjectName(pattern), null)) {
                if (name.toString().contains(applicationId + "-")) {
                    sum += ((Number) server.getAttribute(name, attribute)).doubleValue();
                }
            }
        } catch (JMException e) {
            throw new AssertionError("cannot read " + attribute + " of " + pattern, e);
        }
        return sum;
    }
}
