package dev.taskflow.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of Java programs, on the Java that this one runs on. */
public final class Jvm {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private Jvm() {}

    /** A jar's program. */
    public static List<String> running(List<String> jvm, Path jar, String... arguments) {
        return command(jvm, List.of("-jar", jar.toString()), arguments);
    }

    /** A program of this module, with its class path. */
    public static List<String> running(List<String> jvm, Class<?> main, String... arguments) {
        return command(jvm, List.of("-cp", System.getProperty("java.class.path"), main.getName()), arguments);
    }

    private static List<String> command(List<String> jvm, List<String> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(jvm);
        command.addAll(program);
        command.addAll(List.of(arguments));
        return command;
    }
}
