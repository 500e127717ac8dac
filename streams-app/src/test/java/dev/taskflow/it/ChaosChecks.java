package dev.taskflow.it;

import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.TaskDispatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Holds everything that a {@code read_committed} reader sees against the guarantees, and against what clients have sent. */
final class ChaosChecks {
    /** Beside the flows' own: what is said of no flow. */
    private static final String NO_FLOW = "";

    private final ChaosLedger ledger;
    private final Observer observer;
    private final List<Violation> violations = new ArrayList<>();

    record Violation(String rule, String flowId, String what) {}

    ChaosChecks(ChaosLedger ledger, Observer observer) {
        this.ledger = ledger;
        this.observer = observer;
    }

    /** All that is broken, flow by flow in the order in which they were made. */
    List<Violation> check() {
        Map<String, List<FlowEvent>> events = byFlow(observer.flowEvents(), FlowEvent::getFlowId);
        Map<String, List<FlowSettled>> settled = byFlow(observer.flowSettled(), FlowSettled::getFlowId);
        Map<String, String> dispatchIds = dispatchIds();
        ChaosPunctuality punctuality = new ChaosPunctuality(ledger);
        for (String flowId : ledger.flowIds()) {
            ChaosFlow flow = ledger.flow(flowId);
            if (flow == null) {
                throw new IllegalStateException(flowId);
            }
            new ChaosHistory(
                            flow,
                            dispatchIds,
                            punctuality,
                            ledger,
                            (rule, what) -> violations.add(new Violation(rule, flowId, what)))
                    .check(events.getOrDefault(flowId, List.of()), settled.getOrDefault(flowId, List.of()));
        }
        answers();
        identities();
        observer.deadLetters()
                .records()
                .forEach(each -> violations.add(new Violation(
                        "no dead letters", NO_FLOW, each.topic() + "@" + each.offset() + " " + each.headers())));
        return violations;
    }

    private static <V> Map<String, List<V>> byFlow(TopicLog<V> log, Function<V, String> flowId) {
        return log.values().stream().collect(Collectors.groupingBy(flowId));
    }

    /** By task and attempt; each is there once. */
    private Map<String, String> dispatchIds() {
        Map<String, String> byAttempt = new HashMap<>();
        Set<String> ids = new HashSet<>();
        Stream.of(TaskFlowFixture.RUNTIME, TaskFlowFixture.OTHER_RUNTIME)
                .flatMap(runtime -> observer.dispatches(runtime).values().stream())
                .forEach(dispatch -> {
                    String attempt = dispatch.getTaskId() + "#" + dispatch.getAttempt();
                    if (byAttempt.put(attempt, dispatch.getDispatchId()) != null) {
                        violations.add(new Violation("an attempt is dispatched once", flowId(dispatch), attempt));
                    }
                    if (!ids.add(dispatch.getDispatchId())) {
                        violations.add(new Violation("dispatch ids are unique", flowId(dispatch), attempt));
                    }
                });
        return byAttempt;
    }

    private static String flowId(TaskDispatch dispatch) {
        return dispatch.getFlowId();
    }

    /** Each command is answered as often as it was sent. */
    private void answers() {
        Map<String, Long> answers = observer.commandResults().values().stream()
                .collect(Collectors.groupingBy(CommandResult::getCommandId, Collectors.counting()));
        ledger.allCommands().forEach((flowId, commands) -> {
            Map<String, Long> sent = commands.stream()
                    .filter(ChaosLedger.Sent::isTaken)
                    .collect(Collectors.groupingBy(command -> command.commandId, Collectors.counting()));
            sent.forEach((commandId, times) -> {
                long answered = answers.getOrDefault(commandId, 0L);
                if (answered != times) {
                    violations.add(new Violation(
                            "each command is answered",
                            flowId,
                            "%s was sent %s times and answered %s times".formatted(commandId, times, answered)));
                }
            });
        });
    }

    /** CloudEvents: source and id together are unique. */
    private void identities() {
        Set<String> seen = new HashSet<>();
        Stream.<TopicLog<?>>of(
                        observer.flowEvents(),
                        observer.flowSettled(),
                        observer.commandResults(),
                        observer.taskCancellations(),
                        observer.dispatches(TaskFlowFixture.RUNTIME),
                        observer.dispatches(TaskFlowFixture.OTHER_RUNTIME))
                .forEach(log -> log.records().forEach(each -> {
                    String id = header(each, "ce_source") + " " + header(each, "ce_id");
                    if (!seen.add(id)) {
                        violations.add(new Violation(
                                "CloudEvents ids are unique",
                                flowIdOf(TopicLog.keyOf(each)),
                                each.topic() + ": " + id));
                    }
                }));
    }

    private static String flowIdOf(@Nullable String key) {
        return key == null ? NO_FLOW : key.replaceFirst("/.*", "");
    }

    private static String header(ConsumerRecord<?, ?> each, String name) {
        Header header = each.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** How often each rule is broken. */
    Map<String, Integer> figures() {
        Map<String, Integer> figures = new TreeMap<>();
        violations.forEach(each -> figures.merge(each.rule(), 1, Integer::sum));
        return figures;
    }
}
