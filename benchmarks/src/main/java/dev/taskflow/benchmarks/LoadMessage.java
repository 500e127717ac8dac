package dev.taskflow.benchmarks;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.taskflow.benchmarks.load.CancelLoad;
import dev.taskflow.benchmarks.load.FillLoad;
import dev.taskflow.benchmarks.load.LatencyLoad;
import dev.taskflow.benchmarks.load.Outcome;
import dev.taskflow.benchmarks.load.SettleLoad;
import dev.taskflow.benchmarks.load.Workload;
import java.util.Map;

/** What the benchmark and its load process say to each other: one JSON document a line. */
final class LoadMessage {
    private LoadMessage() {}

    /** What the load process is to do next. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Open.class, name = "open"),
        @JsonSubTypes.Type(value = Run.class, name = "run")
    })
    sealed interface Order permits Open, Run {}

    /** Close the target that is open, if any, and open this one. Answered by {@link Opened}. */
    record Open(String target, Map<String, String> address, int tasksPerFlow, boolean hold) implements Order {}

    /** Run a workload on the open target. Answered by {@link Begun}, {@link Ended} and {@link Done}. */
    record Run(
            @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
                    @JsonSubTypes({
                        @JsonSubTypes.Type(value = SettleLoad.class, name = "settle"),
                        @JsonSubTypes.Type(value = LatencyLoad.class, name = "latency"),
                        @JsonSubTypes.Type(value = CancelLoad.class, name = "cancel"),
                        @JsonSubTypes.Type(value = FillLoad.class, name = "fill")
                    })
                    Workload workload)
            implements Order {}

    /** What the load process says. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "news")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Opened.class, name = "opened"),
        @JsonSubTypes.Type(value = Begun.class, name = "begun"),
        @JsonSubTypes.Type(value = Ended.class, name = "ended"),
        @JsonSubTypes.Type(value = Done.class, name = "done")
    })
    sealed interface News permits Opened, Begun, Ended, Done {}

    /** The target is open. */
    record Opened() implements News {}

    /** The window begins. */
    record Begun() implements News {}

    /** The window has ended. */
    record Ended() implements News {}

    /** The workload is over. */
    record Done(Outcome outcome) implements News {}
}
