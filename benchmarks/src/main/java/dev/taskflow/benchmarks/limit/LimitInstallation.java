package dev.taskflow.benchmarks.limit;

import dev.taskflow.benchmarks.Children;
import dev.taskflow.benchmarks.Installation;
import dev.taskflow.benchmarks.Jvm;
import dev.taskflow.benchmarks.Surroundings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/** The limit, in one JVM. */
public final class LimitInstallation implements Installation {
    static final String KAFKA = "bootstrap.servers";
    static final String INPUTS = "inputs.per.flow";

    private final Shape shape;
    private final int partitions;
    private final int threads;
    private final long commitMillis;
    private final List<String> jvm;
    private @Nullable Children children;
    private @Nullable Process process;
    private String bootstrapServers = "";

    /**
     * The same as TaskFlow has.
     *
     * @param commitMillis the commit interval
     * @param jvm arguments of its JVM
     */
    public LimitInstallation(Shape shape, int partitions, int threads, long commitMillis, List<String> jvm) {
        this.shape = shape;
        this.partitions = partitions;
        this.threads = threads;
        this.commitMillis = commitMillis;
        this.jvm = jvm;
    }

    @Override
    public String title() {
        return "limit";
    }

    @Override
    public String target() {
        return "limit";
    }

    @Override
    public boolean needsKafka() {
        return true;
    }

    @Override
    public Map<String, String> settings() {
        return new TreeMap<>(Map.of(
                INPUTS,
                Double.toString(shape.inputs()),
                "outputs.per.flow",
                Double.toString(shape.outputs()),
                "value.bytes",
                Integer.toString(LimitTopics.VALUE_BYTES),
                "partitions",
                Integer.toString(partitions),
                "num.stream.threads",
                Integer.toString(threads),
                "commit.interval.ms",
                Long.toString(commitMillis),
                "jvm",
                String.join(" ", jvm)));
    }

    @Override
    public void start(Surroundings surroundings) throws Exception {
        bootstrapServers = surroundings.bootstrapServers();
        children = surroundings.children();
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            admin.createTopics(Stream.of(LimitTopics.INPUT, LimitTopics.OUTPUT, LimitTopics.SETTLED)
                            .map(name -> new NewTopic(name, partitions, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        List<String> command = Jvm.running(
                jvm,
                LimitProcess.class,
                bootstrapServers,
                surroundings.directory().resolve("state").toString(),
                Double.toString(shape.outputsPerInput()),
                Integer.toString(threads),
                Long.toString(commitMillis));
        process = children.start(command, Map.of(), surroundings.directory().resolve("limit.log"));
    }

    @Override
    public Map<String, String> address() {
        return Map.of(KAFKA, bootstrapServers, INPUTS, Double.toString(shape.inputs()));
    }

    @Override
    public Map<String, ProcessHandle> processes() {
        return process == null ? Map.of() : Map.of("limit", process.toHandle());
    }

    @Override
    public void close() {
        if (children != null && process != null) {
            children.end(process);
        }
    }
}
