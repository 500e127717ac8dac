package dev.taskflow.http.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskflow.http.exchange.EventSink;
import dev.taskflow.http.exchange.Problem;
import dev.taskflow.serde.AvroTrust;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowEventType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventHubTest {
    static {
        AvroTrust.install();
    }

    private final EventHub hub = new EventHub();

    private static final class Sink implements EventSink {
        private final List<String> sent = new ArrayList<>();
        private boolean closed;

        @Override
        public void send(String events) {
            sent.add(events);
        }

        @Override
        public void close() {
            closed = true;
        }

        String all() {
            return String.join("", sent);
        }
    }

    private static FlowEvent event(String owner, long sequence) {
        return FlowEvent.newBuilder()
                .setEventId("e-" + sequence)
                .setFlowId("f")
                .setOwnerKey(owner)
                .setSequence(sequence)
                .setRevision(1)
                .setOccurredAt(Instant.EPOCH)
                .setType(FlowEventType.TASK_SPAWNED)
                .build();
    }

    private Runnable subscribe(String owner, Optional<String> id, Sink sink) {
        return hub.subscribe(id, event -> event.getOwnerKey().equals(owner), FlowEvent::getEventId, sink);
    }

    @Test
    void A1_aStreamHasItsOwnersEventsAlone() {
        Sink alices = new Sink();
        hub.begin(0, 5);
        subscribe("alice", Optional.empty(), alices);

        hub.publish(0, 5, event("alice", 1));
        hub.publish(0, 6, event("bob", 2));

        assertThat(alices.all()).contains("event: TASK_SPAWNED\ndata: e-1\n\n").doesNotContain("e-2");
    }

    @Test
    void whoComesBackWithItsLastEventIdMissesNothingAndSeesNothingTwice() {
        hub.begin(0, 0);
        hub.begin(1, 0);
        Sink first = new Sink();
        Runnable gone = subscribe("alice", Optional.empty(), first);
        hub.publish(0, 0, event("alice", 1));
        hub.publish(1, 0, event("alice", 2));
        gone.run();
        hub.publish(0, 1, event("alice", 3));
        hub.publish(1, 1, event("bob", 4));

        Sink second = new Sink();
        String last = first.sent
                .get(first.sent.size() - 1)
                .lines()
                .findFirst()
                .orElseThrow()
                .substring("id: ".length());
        subscribe("alice", Optional.of(last), second);

        assertThat(second.all()).contains("e-3").doesNotContain("e-1", "e-2", "e-4", "reset");
    }

    @Test
    void whoSawNoEventYetComesBackWithTheIdThatItBeganWith() {
        hub.begin(0, 0);
        hub.begin(1, 7);
        Sink first = new Sink();
        subscribe("alice", Optional.empty(), first);
        String begun = first.all().lines().findFirst().orElseThrow().substring("id: ".length());
        hub.publish(0, 0, event("alice", 1));

        Sink second = new Sink();
        subscribe("alice", Optional.of(begun), second);

        assertThat(second.all()).contains("e-1").doesNotContain("reset");
    }

    @Test
    void whoComesBackTooLateIsToldToLookAgain() {
        hub.begin(0, 100);
        Sink late = new Sink();

        subscribe("alice", Optional.of("0:50"), late);

        assertThat(late.all()).contains("event: reset").contains("id: 0:99");
    }

    @Test
    void anIdOfSomebodyElsesIsRefused() {
        for (String id : List.of("x", "0", "0:x", "-1:5", "0:1;1:1", "0:99999999999999999999")) {
            assertThatThrownBy(() -> subscribe("alice", Optional.of(id), new Sink()))
                    .as(id)
                    .isInstanceOf(Problem.class);
        }
    }

    @Test
    void aClosedHubEndsItsStreamsAndEveryNewOne() {
        Sink before = new Sink();
        subscribe("alice", Optional.empty(), before);
        hub.close();
        Sink after = new Sink();
        subscribe("alice", Optional.empty(), after);

        assertThat(before.closed).isTrue();
        assertThat(after.closed).isTrue();
        assertThat(hub.size()).isZero();
    }
}
