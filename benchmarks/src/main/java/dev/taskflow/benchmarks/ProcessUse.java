package dev.taskflow.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a process has taken of the machine.
 *
 * @param cpuSeconds in user and kernel, of all its threads
 * @param rssMiB memory that it has now; 0 where there is no {@code /proc}
 * @param peakRssMiB the most that it ever had; 0 where there is no {@code /proc}
 */
record ProcessUse(double cpuSeconds, long rssMiB, long peakRssMiB) {
    private static final long KIB_PER_MIB = 1024;

    static ProcessUse of(ProcessHandle process) throws IOException {
        double cpu = process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        return Files.exists(status)
                ? new ProcessUse(cpu, mib(status, "VmRSS:"), mib(status, "VmHWM:"))
                : new ProcessUse(cpu, 0, 0);
    }

    private static long mib(Path status, String field) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIB_PER_MIB)
                .findFirst()
                .orElse(0);
    }

    /** The memory of now, and the CPU time since then. */
    ProcessUse since(ProcessUse before) {
        return new ProcessUse(cpuSeconds - before.cpuSeconds, rssMiB, peakRssMiB);
    }
}
