package dev.taskflow.client;

import static dev.taskflow.client.PlayedProcessor.rejected;
import static dev.taskflow.client.PlayedProcessor.settled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.ReplyMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ends of flows, to come or past. */
class AwaitSettledIT {
    private static final Duration LONG = Installation.PATIENCE.multipliedBy(2);

    @RegisterExtension
    final Installation installation = new Installation();

    private static Instant secondsAgo(int seconds) {
        return Instant.now().minusSeconds(seconds).truncatedTo(ChronoUnit.MILLIS);
    }

    private static FlowSettled get(CompletableFuture<FlowSettled> future) throws Exception {
        return future.get(Installation.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void flowThatSettlesLaterIsSeenAndAskedAboutByACommandThatChangesNothing() throws Exception {
        CompletableFuture<FlowSettled> end = installation.client().awaitSettled("flow", LONG);
        FlowCommand probe = installation.processor().command("flow", 1);

        FlowSettled settled = settled("flow", secondsAgo(0));
        installation.processor().commit(rejected(probe, RejectionCode.REVISION_CONFLICT, null));
        installation.processor().commit(settled("other", secondsAgo(0)), settled);

        assertThat(get(end)).isEqualTo(settled);
        // C5: no flow has this revision
        assertThat(probe.getExpectedRevision()).contains(Long.MAX_VALUE);
        assertThat(probe.getSetWaiting()).isPresent();
        assertThat(probe.getReply()).isEqualTo(ReplyMode.ALWAYS);
    }

    @Test
    void flowThatSettledBeforeTheCallIsFound() throws Exception {
        Instant endedAt = secondsAgo(60);
        FlowSettled settled = settled("flow", endedAt);
        installation.processor().commit(settled("flow-before", secondsAgo(70)), settled);
        installation.processor().commit(settled("flow-after", secondsAgo(50)));

        CompletableFuture<FlowSettled> end = installation.client().awaitSettled("flow", LONG);
        FlowCommand probe = installation.processor().command("flow", 1);
        installation.processor().commit(rejected(probe, RejectionCode.TERMINAL, endedAt));

        assertThat(get(end)).isEqualTo(settled);
    }

    @Test
    void pastAndComingEndsAreAwaitedSideBySide() throws Exception {
        TaskFlowClient client = installation.client();
        Instant endedAt = secondsAgo(60);
        installation.processor().commit(settled("past", endedAt));

        CompletableFuture<FlowSettled> coming = client.awaitSettled("coming", LONG);
        CompletableFuture<FlowSettled> past = client.awaitSettled("past", LONG);
        CompletableFuture<FlowSettled> pastAgain = client.awaitSettled("past", LONG);
        FlowCommand first = installation.processor().command("past", 1);
        FlowCommand second = installation.processor().command("past", 2);
        FlowCommand open = installation.processor().command("coming", 1);
        installation
                .processor()
                .commit(
                        rejected(open, RejectionCode.REVISION_CONFLICT, null),
                        rejected(first, RejectionCode.TERMINAL, endedAt),
                        rejected(second, RejectionCode.CANCEL_REQUESTED, endedAt));

        assertThat(get(past).getFlowId()).isEqualTo("past");
        assertThat(get(pastAgain).getFlowId()).isEqualTo("past");
        installation.processor().commit(settled("coming", secondsAgo(0)));
        assertThat(get(coming).getFlowId()).isEqualTo("coming");
    }

    @Test
    void settlementThatIsVisibleAfterTheAnswerIsAwaited() throws Exception {
        Instant endedAt = secondsAgo(0);
        CompletableFuture<FlowSettled> end = installation.client().awaitSettled("flow", LONG);
        FlowCommand probe = installation.processor().command("flow", 1);

        installation.processor().commit(rejected(probe, RejectionCode.TERMINAL, endedAt));
        installation.processor().commit(settled("flow", endedAt));

        assertThat(get(end).getSettledAt()).isEqualTo(endedAt);
    }

    @Test
    void A1_ownerWithoutSuchAFlowIsToldSo() {
        CompletableFuture<FlowSettled> end = installation.client().awaitSettled("flow", LONG);
        FlowCommand probe = installation.processor().command("flow", 1);

        FlowSettled others = FlowSettled.newBuilder(settled("flow", secondsAgo(0)))
                .setOwnerKey("other")
                .build();
        installation.processor().commit(others, rejected(probe, RejectionCode.NOT_FOUND, null));

        assertThatThrownBy(() -> get(end)).cause().isInstanceOfSatisfying(CommandRejected.class, rejected -> assertThat(
                        rejected.code())
                .isEqualTo(RejectionCode.NOT_FOUND));
    }

    @Test
    void settlementThatTheTopicHasForgottenIsSaidToBeGone() {
        Instant endedAt = secondsAgo(3600);
        CompletableFuture<FlowSettled> end = installation.client().awaitSettled("flow", LONG);
        FlowCommand probe = installation.processor().command("flow", 1);

        installation.processor().commit(rejected(probe, RejectionCode.TERMINAL, endedAt));

        assertThatThrownBy(() -> get(end)).cause().isInstanceOf(SettlementGone.class);
    }

    @Test
    void flowThatDoesNotSettleInTimeIsATimeout() {
        CompletableFuture<FlowSettled> end = installation.client().awaitSettled("flow", Duration.ofMillis(500));

        assertThatThrownBy(() -> get(end))
                .cause()
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("flow");
    }

    @Test
    void closeEndsTheWait() {
        TaskFlowClient client = installation.client();
        CompletableFuture<FlowSettled> end = client.awaitSettled("flow", LONG);

        client.close();

        assertThatThrownBy(() -> get(end)).cause().isInstanceOf(IllegalStateException.class);
    }
}
