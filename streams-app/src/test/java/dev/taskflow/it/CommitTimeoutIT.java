package dev.taskflow.it;

import static dev.taskflow.it.FlowClient.specs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.SetNotifyPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A broker that does not answer while commits are under way. Where a group has several members, Kafka Streams then begins the lives of
 * its tasks anew in the same JVM, and the lives before must be over.
 */
class CommitTimeoutIT {
    private static final Duration MAX_BLOCK = Duration.ofSeconds(2);

    /** One commit times out, and the next finds the broker back. */
    private static final Duration AWAY = MAX_BLOCK.plusSeconds(1);

    /** From the making of the flows to the deadline of all: the broker is away and back, and their controller has spoken. */
    private static final Duration TIME = AWAY.plusSeconds(7);

    private static final Duration BETWEEN_DEADLINES = Duration.ofMillis(50);

    private static final int FLOWS = 40;

    @RegisterExtension
    private final ApartFixture apart = new ApartFixture(Map.of(
            "num.stream.threads",
            "2",
            "kafka.producer.max.block.ms",
            Long.toString(MAX_BLOCK.toMillis()),
            // Nobody is taken for dead.
            "session.timeout.ms",
            "10000"));

    @Test
    void S1_flowsSettleOnceAfterCommitsHaveTimedOutUnderSeveralMembers() {
        TaskFlowFixture taskflow = apart.taskflow();
        apart.startProcessor(Map.of());
        Map<FlowClient, Instant> deadlines = new LinkedHashMap<>();
        Instant first = Instant.now().plus(TIME);
        for (int n = 0; n < FLOWS; n++) {
            // Not all at once: timers are looked for ten times in a second, and each life of a task looks.
            deadlines.put(taskflow.flow("flow-" + n), first.plus(BETWEEN_DEADLINES.multipliedBy(n)));
        }
        List<FlowClient> flows = List.copyOf(deadlines.keySet());
        answered(
                flows,
                flow -> flow.createCommand(specs("one", "two"), create -> create.setDeadline(deadlines.get(flow))));

        try (Traffic traffic = Traffic.start(taskflow)) {
            traffic.awaitSent(200);
            apart.broker().pause();
            Pause.of(AWAY);
            apart.broker().resume();
        }
        // Known to the tasks' new lives, then ended by a timer, then spoken to once more: only one life knows of all.
        answered(flows, flow -> flow.command()
                .setSetNotifyPolicy(SetNotifyPolicy.newBuilder()
                        .setNotifyPolicy(NotifyPolicy.STATE_CHANGES)
                        .build())
                .build());
        flows.forEach(
                flow -> taskflow.observer().flowSettled().awaitValue("end of " + flow.id(), each -> each.getFlowId()
                        .equals(flow.id())));
        answered(flows, FlowClient::cancelCommand);

        taskflow.observer().awaitDrained();
        for (FlowClient flow : flows) {
            assertThat(taskflow.observer().assertSettledOnce(flow.id()).getStatus())
                    .as(flow.id())
                    .isEqualTo(FlowStatus.CANCELLED);
        }
    }

    private void answered(List<FlowClient> flows, Function<FlowClient, FlowCommand> command) {
        List<FlowCommand> commands = flows.stream().map(command).toList();
        commands.forEach(apart.taskflow().inputs()::sendSoon);
        apart.taskflow().inputs().flush();
        for (int n = 0; n < flows.size(); n++) {
            flows.get(n).answer(commands.get(n));
        }
    }
}
