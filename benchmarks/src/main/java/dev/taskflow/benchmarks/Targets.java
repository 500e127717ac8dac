package dev.taskflow.benchmarks;

import dev.taskflow.benchmarks.limit.LimitTarget;
import dev.taskflow.benchmarks.load.Target;
import dev.taskflow.benchmarks.rivals.LittleHorseTarget;
import dev.taskflow.benchmarks.rivals.ZeebeTarget;
import dev.taskflow.benchmarks.taskflow.ClientTarget;
import dev.taskflow.benchmarks.taskflow.TaskFlowTarget;
import dev.taskflow.client.worker.Delivery;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The targets by name, each made from its installation's {@link Installation#address}. */
final class Targets {
    private static final Map<String, Function<Map<String, String>, Target>> KNOWN = new TreeMap<>(Map.of(
            "taskflow",
            TaskFlowTarget::new,
            "littlehorse",
            LittleHorseTarget::new,
            "zeebe",
            ZeebeTarget::new,
            "client-share-group",
            address -> new ClientTarget(address, Delivery.SHARE_GROUP),
            "client-consumer-group",
            address -> new ClientTarget(address, Delivery.CONSUMER_GROUP),
            "limit",
            LimitTarget::new));

    private Targets() {}

    /** @throws IllegalArgumentException if there is no target of that name */
    static Target of(String name, Map<String, String> address) {
        Function<Map<String, String>, Target> maker = KNOWN.get(name);
        if (maker == null) {
            throw new IllegalArgumentException("There is no target '" + name + "'; there are " + KNOWN.keySet());
        }
        return maker.apply(address);
    }
}
