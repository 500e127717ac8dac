package dev.taskflow.it;

import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.TaskDispatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that is known of one flow, in the order of this machine's clock, then what a reader sees of it in its own order. */
final class ChaosStory {
    private final ChaosLedger ledger;
    private final Observer observer;

    ChaosStory(ChaosLedger ledger, Observer observer) {
        this.ledger = ledger;
        this.observer = observer;
    }

    private record Line(long at, String text) {}

    String of(String flowId) {
        List<Line> lines = new ArrayList<>();
        ledger.commands(flowId).forEach(each -> lines.add(new Line(each.sentAt, "sent " + each.kind + taken(each))));
        Stream.of(TaskFlowFixture.RUNTIME, TaskFlowFixture.OTHER_RUNTIME)
                .flatMap(runtime -> observer.dispatches(runtime).values().stream())
                .filter(dispatch -> dispatch.getFlowId().equals(flowId))
                .forEach(dispatch -> reports(dispatch, lines));
        String sent = lines.stream()
                .sorted(Comparator.comparingLong(Line::at))
                .map(line -> Instant.ofEpochMilli(line.at) + " " + line.text)
                .collect(Collectors.joining("\n  "));
        String seen = observer.flowEvents().records().stream()
                .filter(each -> each.value().getFlowId().equals(flowId))
                .map(each -> each.partition() + "@" + each.offset() + " " + told(each.value()))
                .collect(Collectors.joining("\n  "));
        return "%s%n  %s%n seen:%n  %s".formatted(ledger.flow(flowId), sent, seen);
    }

    private void reports(TaskDispatch dispatch, List<Line> lines) {
        String attempt = dispatch.getRunId() + "#" + dispatch.getAttempt();
        ledger.reports(dispatch.getDispatchId())
                .forEach(each -> lines.add(new Line(
                        each.sentAt,
                        attempt + " reports " + (each.outcome == null ? "life" : each.outcome) + taken(each))));
    }

    private static String taken(ChaosLedger.Sent each) {
        return each.isTaken() ? ", on its topic within " + (each.takenAt() - each.sentAt) + " ms" : ", never taken";
    }

    private static String told(FlowEvent event) {
        Object payload = Stream.of(
                        event.getTaskStatusChanged().map(Object.class::cast),
                        event.getTaskRetryScheduled().map(Object.class::cast),
                        event.getTaskSpawned().map(Object.class::cast),
                        event.getFlowSettled().map(Object.class::cast),
                        event.getFlowUpdated().map(Object.class::cast))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
        return "%s r%s %s %s %s"
                .formatted(event.getSequence(), event.getRevision(), event.getOccurredAt(), event.getType(), payload);
    }
}
