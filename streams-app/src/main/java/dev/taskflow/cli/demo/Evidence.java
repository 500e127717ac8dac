package dev.taskflow.cli.demo;

import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowEventType;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.TaskStatus;
import dev.taskflow.v1.TaskStatusChanged;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Reads answers to questions out of the recorded records, and out of nothing else. */
final class Evidence {

    static final String NOTHING = "nothing";

    private final TopicCatalogue topics;
    private final Recorder recorder;

    Evidence(TopicCatalogue topics, Recorder recorder) {
        this.topics = topics;
        this.recorder = recorder;
    }

    /** For instance {@code SUCCEEDED, 4 succeeded of 4}. */
    String settlement(String flowId) {
        return recorder.all(topics.flowSettled()).stream()
                .filter(settled -> settled.getFlowId().equals(flowId))
                .findFirst()
                .map(settled -> settled.getStatus() + ", " + Narration.counts(settled.getTasks()))
                .orElse(NOTHING);
    }

    /** For instance {@code REJECTED NOT_FOUND}; all answers to the command, in order. */
    String answers(String commandId) {
        List<String> answers = recorder.all(topics.commandResults()).stream()
                .filter(result -> result.getCommandId().equals(commandId))
                .map(Evidence::answer)
                .toList();
        return answers.isEmpty() ? NOTHING : String.join(", ", answers);
    }

    private static String answer(CommandResult result) {
        return result.getOutcome() == CommandOutcome.REJECTED
                ? "REJECTED " + result.getCode().map(Enum::name).orElse("")
                : result.getOutcome().name();
    }

    /** How many times a task was handed to workers. */
    long dispatches(String flowId, String runId, String runtime) {
        return recorder.all(topics.tasks(runtime)).stream()
                .filter(task ->
                        task.getFlowId().equals(flowId) && task.getRunId().equals(runId))
                .count();
    }

    /** Which of a flow's tasks were told to stop. */
    List<String> toldToStop(String flowId) {
        return recorder.all(topics.taskCancellations()).stream()
                .filter(cancellation -> cancellation.getFlowId().equals(flowId))
                .map(cancellation -> cancellation.getRunId())
                .distinct()
                .sorted()
                .toList();
    }

    /** The latest status of each of a flow's tasks, by runId. */
    Map<String, TaskStatus> taskStatuses(String flowId) {
        Map<String, TaskStatus> statuses = new TreeMap<>();
        events(flowId).forEach(event -> {
            event.getTaskSpawned().ifPresent(spawned -> statuses.put(spawned.getRunId(), TaskStatus.QUEUED));
            event.getTaskStatusChanged().ifPresent(change -> statuses.put(change.getRunId(), change.getStatus()));
        });
        return statuses;
    }

    boolean isSettled(String flowId) {
        return events(flowId).anyMatch(event -> event.getType() == FlowEventType.FLOW_SETTLED);
    }

    /** What stands directly before the flow's settlement in its history. */
    String lastBeforeSettlement(String flowId) {
        long settled = events(flowId)
                .filter(event -> event.getType() == FlowEventType.FLOW_SETTLED)
                .mapToLong(FlowEvent::getSequence)
                .findFirst()
                .orElse(0);
        return events(flowId)
                .filter(event -> event.getSequence() == settled - 1)
                .findFirst()
                .flatMap(FlowEvent::getTaskStatusChanged)
                .map(Evidence::words)
                .orElse(NOTHING);
    }

    private static String words(TaskStatusChanged change) {
        return change.getRunId() + " " + change.getStatus();
    }

    /** How often flows settled, on both topics that say it: the numbers that occur, for instance {@code 1}. */
    String settlements(List<String> flowIds) {
        List<String> onSettled = recorder.all(topics.flowSettled()).stream()
                .map(FlowSettled::getFlowId)
                .toList();
        return flowIds.stream()
                .flatMap(flowId -> Stream.of(
                        onSettled.stream().filter(flowId::equals).count(),
                        events(flowId)
                                .filter(event -> event.getType() == FlowEventType.FLOW_SETTLED)
                                .count()))
                .distinct()
                .sorted(Comparator.naturalOrder())
                .map(String::valueOf)
                .collect(Collectors.joining(" and "));
    }

    /** {@code none} if every flow's history counts 1, 2, 3 and so on, else the flows where it does not. */
    String historiesWithGaps(List<String> flowIds) {
        List<String> broken = flowIds.stream()
                .filter(flowId -> {
                    long[] sequences =
                            events(flowId).mapToLong(FlowEvent::getSequence).toArray();
                    long[] gapless = LongStream.rangeClosed(1, sequences.length).toArray();
                    return sequences.length == 0 || !Arrays.equals(sequences, gapless);
                })
                .toList();
        return broken.isEmpty() ? "none" : String.join(", ", broken);
    }

    /** The dead letter with this key, if it came unchanged. */
    String deadLetter(String key, byte[] sent) {
        Optional<Seen<byte[]>> found = recorder.seen(topics.deadLetters()).stream()
                .filter(seen -> seen.key().equals(key))
                .findFirst();
        return found.map(seen -> Arrays.equals(seen.value(), sent) ? "unchanged, with its origin" : "changed")
                .filter(words -> found.get()
                        .header("__streams.errors.topic")
                        .equals(topics.flowCommands().name()))
                .orElse(NOTHING);
    }

    private Stream<FlowEvent> events(String flowId) {
        return recorder.all(topics.flowEvents()).stream()
                .filter(event -> event.getFlowId().equals(flowId));
    }
}
