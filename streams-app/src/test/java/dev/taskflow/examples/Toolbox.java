package dev.taskflow.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the examples need beside a JDK. */
final class Toolbox {
    private static final Map<String, List<String>> PROGRAMS = Map.of(
            "node", List.of("node", "--version"), "kcat", List.of("kcat", "-V"), "bash", List.of("bash", "--version"));

    private Toolbox() {}

    /** What of it is not on this machine; empty if all is. */
    static List<String> missing(Path examples) throws InterruptedException {
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, List<String>> program : PROGRAMS.entrySet()) {
            if (!runs(program.getValue())) {
                missing.add(program.getKey());
            }
        }
        if (!Files.isDirectory(examples.resolve("node/node_modules/kafkajs"))) {
            missing.add("node_modules in client/examples/node (npm ci)");
        }
        return missing;
    }

    private static boolean runs(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        }
    }
}
