package dev.taskflow.http.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskflow.http.exchange.EventSink;
import dev.taskflow.http.exchange.Problem;
import dev.taskflow.serde.AvroTrust;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowEventType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class EventHubTest {
    static {
        AvroTrust.install();
    }

    private final EventHub hub = new EventHub();
    private final AtomicBoolean mayStay = new AtomicBoolean(true);

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
        return hub.subscribe(
                id,
                new StreamViewer(event -> event.getOwnerKey().equals(owner), FlowEvent::getEventId, mayStay::get),
                sink);
    }

    @Test
    void A1_aStreamHasItsOwnersEventsAlone() {
        Sink alices = new Sink();
        hub.begin(Map.of(0, 5L));
        subscribe("alice", Optional.empty(), alices);

        hub.publish(0, 5, 100, event("alice", 1));
        hub.publish(0, 6, 100, event("bob", 2));

        assertThat(alices.all()).contains("event: TASK_SPAWNED\ndata: e-1\n\n").doesNotContain("e-2");
    }

    @Test
    void whoComesBackWithItsLastEventIdMissesNothingAndSeesNothingTwice() {
        hub.begin(Map.of(0, 0L, 1, 0L));
        Sink first = new Sink();
        Runnable gone = subscribe("alice", Optional.empty(), first);
        hub.publish(0, 0, 100, event("alice", 1));
        hub.publish(1, 0, 100, event("alice", 2));
        gone.run();
        hub.publish(0, 1, 100, event("alice", 3));
        hub.publish(1, 1, 100, event("bob", 4));

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
        hub.begin(Map.of(0, 0L, 1, 7L));
        Sink first = new Sink();
        subscribe("alice", Optional.empty(), first);
        String begun = first.all().lines().findFirst().orElseThrow().substring("id: ".length());
        hub.publish(0, 0, 100, event("alice", 1));

        Sink second = new Sink();
        subscribe("alice", Optional.of(begun), second);

        assertThat(second.all()).contains("e-1").doesNotContain("reset");
    }

    @Test
    void whoComesWhileNothingIsReadBeginsAsSoonAsItIs() {
        Sink early = new Sink();
        Sink gone = new Sink();
        assertThat(hub.isWanted()).isFalse();
        subscribe("alice", Optional.empty(), early);
        subscribe("alice", Optional.empty(), gone).run();
        assertThat(hub.isWanted()).isTrue();
        assertThat(early.all()).isEmpty();

        hub.begin(Map.of(0, 7L));
        hub.publish(0, 7, 100, event("alice", 1));

        assertThat(early.all()).startsWith("id: 0:6\n: begins now").contains("e-1");
        assertThat(gone.all()).isEmpty();
    }

    @Test
    void whoWaitsIsHeardOfAndSeenOff() {
        Sink sink = new Sink();
        subscribe("alice", Optional.empty(), sink);
        hub.heartbeat();
        assertThat(sink.all()).isEqualTo(":\n\n");

        mayStay.set(false);
        hub.heartbeat();

        assertThat(sink.closed).isTrue();
        assertThat(hub.isWanted()).isFalse();
    }

    @Test
    void whoComesBackWhileNothingIsReadGetsWhatItMissed() {
        Sink behind = new Sink();
        Sink further = new Sink();
        subscribe("alice", Optional.of("0:4,1:9"), behind);
        subscribe("alice", Optional.of("0:6,1:9"), further);
        assertThat(hub.missedByAllWhoWait()).isEqualTo(Map.of(0, 5L, 1, 10L));

        hub.begin(hub.missedByAllWhoWait());
        hub.publish(0, 5, 100, event("alice", 5));
        hub.publish(0, 7, 100, event("alice", 7));

        assertThat(behind.all()).contains("e-5", "e-7").doesNotContain("reset");
        assertThat(further.all()).contains("e-7").doesNotContain("reset", "e-5");
    }

    @Test
    void whoWantsNothingFromBeforeNowGetsNothing() {
        subscribe("alice", Optional.of("0:4"), new Sink());
        subscribe("alice", Optional.empty(), new Sink());

        assertThat(hub.missedByAllWhoWait()).isEmpty();
    }

    @Test
    void readingRestsOnceNobodyListens_andWhoComesBackAfterwardsIsToldToLookAgain() {
        hub.begin(Map.of(0, 0L));
        Sink sink = new Sink();
        Runnable end = subscribe("alice", Optional.empty(), sink);
        assertThat(hub.restsAfter(Duration.ZERO)).isFalse();

        end.run();

        assertThat(hub.restsAfter(Duration.ofDays(1))).isFalse();
        assertThat(hub.restsAfter(Duration.ZERO)).isTrue();
        Sink back = new Sink();
        subscribe("alice", Optional.of(lastId(sink)), back);
        assertThat(back.all()).isEmpty();
        hub.begin(Map.of(0, 9L));
        assertThat(back.all()).contains("event: reset").contains("id: 0:8");
    }

    @Test
    void whoComesBackTooLateIsToldToLookAgain() {
        hub.begin(Map.of(0, 100L));
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
        hub.begin(Map.of(0, 0L));
        subscribe("alice", Optional.empty(), before);
        hub.close();
        Sink after = new Sink();
        subscribe("alice", Optional.empty(), after);

        assertThat(before.closed).isTrue();
        assertThat(after.closed).isTrue();
        assertThat(hub.size()).isZero();
    }

    private static String lastId(Sink sink) {
        List<String> ids =
                sink.all().lines().filter(line -> line.startsWith("id: ")).toList();
        return ids.get(ids.size() - 1).substring("id: ".length());
    }

    @Test
    void whoComesFromAnInstanceThatIsFurtherSeesNothingTwice() {
        hub.begin(Map.of(0, 0L, 1, 0L));
        hub.publish(0, 0, 100, event("alice", 1));
        Sink moved = new Sink();
        Runnable gone = subscribe("alice", Optional.of("0:2,1:0"), moved);

        hub.publish(0, 1, 100, event("alice", 2));
        hub.publish(1, 0, 100, event("alice", 3));
        assertThat(moved.all()).doesNotContain("e-");
        hub.publish(1, 1, 100, event("alice", 4));
        assertThat(lastId(moved)).isEqualTo("0:2,1:1");
        hub.publish(0, 2, 100, event("alice", 5));
        hub.publish(0, 3, 100, event("alice", 6));
        gone.run();

        assertThat(moved.all()).contains("e-4", "e-6").doesNotContain("e-1", "e-2", "e-3", "e-5");
        assertThat(lastId(moved)).isEqualTo("0:3,1:1");
    }

    @Test
    void whoHasMissedMuchGetsItInPartsWithoutAGapOrARepetition() {
        hub.begin(Map.of(0, 0L));
        for (int i = 0; i < 5_000; i++) {
            hub.publish(0, i, 100, event("alice", i));
        }
        StringBuilder all = new StringBuilder();
        String place = "";
        int parts = 0;
        Sink sink;
        do {
            sink = new Sink();
            hub.subscribe(
                    Optional.of(place),
                    new StreamViewer(event -> true, event -> event.getEventId() + "-" + "x".repeat(200), () -> true),
                    sink);
            assertThat(sink.all().length()).isLessThan(400_000);
            all.append(sink.all());
            place = lastId(sink);
            parts++;
        } while (sink.closed);

        assertThat(parts).isGreaterThan(1);
        assertThat(all.toString().lines().filter(line -> line.startsWith("data: ")))
                .hasSize(5_000)
                .doesNotHaveDuplicates();
    }

    @Test
    void itKeepsABoundedAmountHoweverLargeEventsAre() {
        hub.begin(Map.of(0, 0L));
        for (int i = 0; i < 100; i++) {
            hub.publish(0, i, 1 << 20, event("alice", i));
        }
        Sink early = new Sink();
        Sink late = new Sink();

        subscribe("alice", Optional.of("0:50"), early);
        subscribe("alice", Optional.of("0:80"), late);

        assertThat(early.all()).contains("event: reset");
        assertThat(late.all()).doesNotContain("reset").contains("e-99");
    }

    @Test
    void aStreamEndsWhenItsTokenIsNotGoodAnyMore() {
        hub.begin(Map.of(0, 0L));
        Sink sink = new Sink();
        subscribe("alice", Optional.empty(), sink);
        hub.heartbeat();
        assertThat(sink.closed).isFalse();

        mayStay.set(false);
        hub.heartbeat();

        assertThat(sink.closed).isTrue();
        assertThat(hub.size()).isZero();
    }

    @Test
    void whoSawNothingForLongComesBackWithThePlaceOfTheLastHeartbeat() {
        hub.begin(Map.of(0, 0L));
        Sink quiet = new Sink();
        subscribe("alice", Optional.empty(), quiet);
        hub.publish(0, 0, 100, event("bob", 1));

        hub.heartbeat();

        assertThat(lastId(quiet)).isEqualTo("0:0");
    }
}
