package dev.taskflow.benchmarks;

import dev.taskflow.benchmarks.load.Outcome;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One workload, measured on one system.
 *
 * @param system the installation's title
 * @param workload what was done, as tables show it
 * @param tasksPerFlow how many tasks each flow had
 * @param outcome what the load saw
 * @param processes what each process took in the window
 * @param kafka what was written to Kafka in the window; nothing if the system has none
 */
record Measurement(
        String system,
        String workload,
        int tasksPerFlow,
        Outcome outcome,
        Map<String, ProcessUse> processes,
        KafkaVolume kafka) {

    /** CPU seconds of the system itself for a thousand tasks: of all processes but those of load and broker. */
    double systemCpuPerThousandTasks() {
        return perThousandTasks(ofSystem().mapToDouble(ProcessUse::cpuSeconds).sum());
    }

    /** CPU seconds of one process for a thousand tasks; 0 if there is no such process. */
    double cpuPerThousandTasks(String process) {
        ProcessUse use = processes.get(process);
        return use == null ? 0 : perThousandTasks(use.cpuSeconds());
    }

    /** The memory of the system's processes together at their peaks, in MiB. */
    long systemPeakMib() {
        return ofSystem().mapToLong(ProcessUse::peakRssMiB).sum();
    }

    private Stream<ProcessUse> ofSystem() {
        return processes.entrySet().stream()
                .filter(process ->
                        !process.getKey().equals(Site.LOAD) && !process.getKey().equals(Site.BROKER))
                .map(Map.Entry::getValue);
    }

    private double perThousandTasks(double seconds) {
        return seconds / outcome.tasks() * 1_000;
    }
}
