package dev.taskflow.benchmarks.taskflow;

import dev.taskflow.benchmarks.Children;
import dev.taskflow.benchmarks.Installation;
import dev.taskflow.benchmarks.Jvm;
import dev.taskflow.benchmarks.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The program as it is shipped, {@code java -jar taskflow.jar run}, in one or several JVMs, with a registry's address. */
public final class TaskFlowInstallation implements Installation {
    /** As tables show it. */
    public static final String TITLE = "TaskFlow";

    private static final String APPLICATION = "taskflow";

    private final Options options;
    private final List<Process> apps = new ArrayList<>();
    private @Nullable Address address;
    private @Nullable Children children;

    /**
     * What may be chosen.
     *
     * @param jar the program
     * @param target the load's: {@code taskflow}, or one of the client's
     * @param instances how many JVMs
     * @param flowPartitions partitions of topics whose key is a flow
     * @param taskPartitions partitions of dispatches and cancellations
     * @param jvm arguments of each JVM
     * @param environment more of the program's configuration, {@code TASKFLOW_*}
     */
    public record Options(
            Path jar,
            String target,
            int instances,
            int flowPartitions,
            int taskPartitions,
            List<String> jvm,
            Map<String, String> environment) {
        /** The same with other numbers of instances and flow partitions. */
        public Options grown(int newInstances, int newFlowPartitions) {
            return new Options(jar, target, newInstances, newFlowPartitions, taskPartitions, jvm, environment);
        }
    }

    public TaskFlowInstallation(Options options) {
        this.options = options;
    }

    @Override
    public String title() {
        return TITLE;
    }

    @Override
    public String target() {
        return options.target();
    }

    @Override
    public boolean needsKafka() {
        return true;
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(options.environment());
        settings.put("instances", Integer.toString(options.instances()));
        settings.put("flow.partitions", Integer.toString(options.flowPartitions()));
        settings.put("task.partitions", Integer.toString(options.taskPartitions()));
        settings.put("jvm", String.join(" ", options.jvm()));
        settings.put("load", options.target());
        return settings;
    }

    @Override
    public void start(Surroundings surroundings) throws Exception {
        children = surroundings.children();
        address = new Address(surroundings.bootstrapServers(), surroundings.registryUrl());
        try {
            applyTopics(surroundings);
            for (int i = 1; i <= options.instances(); i++) {
                Path log = surroundings.directory().resolve("app-" + i + ".log");
                apps.add(surroundings.children().start(command("run"), environment(surroundings, i), log));
            }
            Readiness.await(surroundings.bootstrapServers(), APPLICATION, options, apps);
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private void applyTopics(Surroundings surroundings) throws IOException, InterruptedException {
        Path log = surroundings.directory().resolve("topics-apply.log");
        int exit = surroundings
                .children()
                .start(command("topics", "apply"), environment(surroundings, 0), log)
                .waitFor();
        if (exit != 0) {
            throw new IOException("'taskflow topics apply' ended with " + exit + ":\n" + Files.readString(log));
        }
    }

    private List<String> command(String... arguments) {
        return Jvm.running(options.jvm(), options.jar(), arguments);
    }

    private Map<String, String> environment(Surroundings surroundings, int instance) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("TASKFLOW_BOOTSTRAP_SERVERS", surroundings.bootstrapServers());
        environment.put("TASKFLOW_SCHEMA_REGISTRY_URL", surroundings.registryUrl());
        environment.put("TASKFLOW_APPLICATION_ID", APPLICATION);
        environment.put(
                "TASKFLOW_STATE_DIR",
                surroundings.directory().resolve("state-" + instance).toString());
        environment.put("TASKFLOW_FLOW_PARTITIONS", Integer.toString(options.flowPartitions()));
        environment.put("TASKFLOW_TASK_PARTITIONS", Integer.toString(options.taskPartitions()));
        environment.put("TASKFLOW_REPLICATION_FACTOR", "1");
        environment.put("TASKFLOW_HTTP_PORT", "-1");
        environment.putAll(options.environment());
        return environment;
    }

    @Override
    public Map<String, String> address() {
        if (address == null) {
            throw new IllegalStateException("start() must be called first");
        }
        return address.settings();
    }

    @Override
    public Map<String, ProcessHandle> processes() {
        Map<String, ProcessHandle> processes = new LinkedHashMap<>();
        for (Process app : apps) {
            processes.put(apps.size() == 1 ? "app" : "app-" + (processes.size() + 1), app.toHandle());
        }
        return processes;
    }

    @Override
    public void close() {
        if (children != null) {
            apps.forEach(children::end);
            apps.clear();
        }
    }
}
