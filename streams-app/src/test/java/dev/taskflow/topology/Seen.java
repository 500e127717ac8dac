package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowEventType;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskDispatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.test.TestRecord;

/** Everything that one input, or the passing of some time, sent to others. Values by topic kind, records with their headers. */
record Seen(
        List<TestRecord<String, TaskDispatch>> dispatchRecords,
        List<TestRecord<String, TaskCancellation>> cancellationRecords,
        List<TestRecord<String, FlowEvent>> eventRecords,
        List<TestRecord<String, FlowSettled>> settledRecords,
        List<TestRecord<String, CommandResult>> resultRecords,
        List<TestRecord<byte[], byte[]>> deadLetters) {

    List<TaskDispatch> dispatches() {
        return dispatchRecords.stream().map(TestRecord::value).toList();
    }

    List<TaskCancellation> cancellations() {
        return cancellationRecords.stream().map(TestRecord::value).toList();
    }

    List<FlowEvent> events() {
        return eventRecords.stream().map(TestRecord::value).toList();
    }

    List<FlowEventType> eventTypes() {
        return events().stream().map(FlowEvent::getType).toList();
    }

    List<FlowSettled> settlements() {
        return settledRecords.stream().map(TestRecord::value).toList();
    }

    List<CommandResult> results() {
        return resultRecords.stream().map(TestRecord::value).toList();
    }

    /** The one answer; fails if there is none or several. */
    CommandResult result() {
        assertThat(results()).as("command results").hasSize(1);
        return results().get(0);
    }

    /** The answer of a command to which nothing else went out; fails if anything did. */
    CommandResult answerAlone() {
        CommandResult answer = result();
        assertThat(sizes().values().stream().mapToInt(Integer::intValue).sum())
                .as("records sent: %s", sizes())
                .isEqualTo(1);
        return answer;
    }

    /** The answer of a command that was refused with this code, in words, and led to nothing else. */
    CommandResult rejection(RejectionCode code) {
        CommandResult answer = answerAlone();
        assertThat(answer.getOutcome()).as("outcome").isEqualTo(CommandOutcome.REJECTED);
        assertThat(answer.getCode()).as("code of: %s", answer.getMessage()).contains(code);
        assertThat(answer.getMessage()).as("message").hasValueSatisfying(words -> assertThat(words)
                .isNotBlank());
        return answer;
    }

    /** The answer of a command that had been applied before and led to nothing now. */
    CommandResult replay() {
        CommandResult answer = answerAlone();
        assertThat(answer.getOutcome())
                .as("outcome; message: %s", answer.getMessage())
                .isEqualTo(CommandOutcome.REPLAYED);
        assertThat(answer.getCode()).as("code").isEmpty();
        return answer;
    }

    /** The answer of a command that was applied; other records may have gone out with it. */
    CommandResult acceptance() {
        CommandResult answer = result();
        assertThat(answer.getOutcome())
                .as("outcome; message: %s", answer.getMessage())
                .isEqualTo(CommandOutcome.ACCEPTED);
        assertThat(answer.getCode()).as("code").isEmpty();
        return answer;
    }

    /** The one settlement; fails if there is none or several. */
    FlowSettled settlement() {
        assertThat(settlements()).as("flow-settled").hasSize(1);
        return settlements().get(0);
    }

    /** The runs whose workers were told to stop, in order. */
    List<String> toldToStop() {
        return cancellations().stream().map(TaskCancellation::getRunId).toList();
    }

    /** Every record but the dead letters, whatever its topic. */
    List<TestRecord<String, ? extends SpecificRecord>> records() {
        return Stream.of(dispatchRecords, cancellationRecords, eventRecords, settledRecords, resultRecords)
                .<TestRecord<String, ? extends SpecificRecord>>flatMap(List::stream)
                .toList();
    }

    /** How many records went out, by topic kind; to show that nothing at all did. */
    Map<String, Integer> sizes() {
        return Map.of(
                "dispatches", dispatchRecords.size(),
                "cancellations", cancellationRecords.size(),
                "events", eventRecords.size(),
                "settled", settledRecords.size(),
                "results", resultRecords.size(),
                "deadLetters", deadLetters.size());
    }

    /** All of it, one line a record ({@link Transcript}). */
    List<String> transcript() {
        return Transcript.of(this);
    }

    boolean isNothing() {
        return sizes().values().stream().allMatch(size -> size == 0);
    }

    /** This and what was seen after it. */
    Seen and(Seen later) {
        return new Seen(
                joined(dispatchRecords, later.dispatchRecords),
                joined(cancellationRecords, later.cancellationRecords),
                joined(eventRecords, later.eventRecords),
                joined(settledRecords, later.settledRecords),
                joined(resultRecords, later.resultRecords),
                joined(deadLetters, later.deadLetters));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
