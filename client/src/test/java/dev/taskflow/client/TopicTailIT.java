package dev.taskflow.client;

import static dev.taskflow.client.Installation.eventually;
import static dev.taskflow.client.PlayedProcessor.settled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.FlowSettled;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When a topic's end is read. */
class TopicTailIT {
    @RegisterExtension
    final Installation installation = new Installation();

    @Test
    void readsWhileSomebodyWaitsAndBeginsAnewAtTheEnd() {
        Waiters<FlowSettled> waiters = new Waiters<>(Runnable::run);
        TopicTail<FlowSettled> tail = installation.closing(new TopicTail<>(
                installation.connection(),
                installation.connection().topics().flowSettled(),
                waiters,
                Duration.ofMillis(100)));
        List<Long> seen = new CopyOnWriteArrayList<>();

        Runnable end = waiters.add("flow", settled -> true, settled -> seen.add(settled.getRevision()));
        tail.awaitPositions();
        write(1);
        eventually("the first is read", () -> seen.equals(List.of(1L)));
        end.run();
        eventually("nobody waits", () -> !tail.isReading());
        write(2);
        waiters.add("flow", settled -> true, settled -> seen.add(settled.getRevision()));
        tail.awaitPositions();
        write(3);

        eventually("the third is read", () -> seen.contains(3L));
        assertThat(seen).containsExactly(1L, 3L);
    }

    private void write(long revision) {
        installation
                .processor()
                .commit(FlowSettled.newBuilder(settled("flow", Instant.now()))
                        .setRevision(revision)
                        .build());
    }
}
