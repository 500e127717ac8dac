package dev.taskflow.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * What the figures were measured on.
 *
 * @param cpu the processor's name; "unknown" where there is no {@code /proc}
 * @param cores how many processors this JVM sees
 * @param memoryGib the machine's memory; 0 where there is no {@code /proc}
 */
record Machine(String cpu, int cores, long memoryGib, String os, String java, String kafka) {
    private static final long KIB_PER_GIB = 1024 * 1024;

    static Machine here() throws IOException {
        return new Machine(
                field("cpuinfo", "model name", "unknown"),
                Runtime.getRuntime().availableProcessors(),
                Math.round((double)
                                Long.parseLong(field("meminfo", "MemTotal", "0").replaceAll("\\D", ""))
                        / KIB_PER_GIB),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                AppInfoParser.getVersion());
    }

    private static String field(String file, String name, String otherwise) throws IOException {
        Path path = Path.of("/proc", file);
        if (!Files.exists(path)) {
            return otherwise;
        }
        return Files.readAllLines(path).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }

    @Override
    public String toString() {
        return cpu + ", " + cores + " cores, " + memoryGib + " GiB, " + os + "; " + java + "; Kafka " + kafka;
    }
}
