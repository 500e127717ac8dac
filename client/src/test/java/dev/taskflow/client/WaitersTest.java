package dev.taskflow.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitersTest {
    private final Waiters<String> waiters = new Waiters<>(Runnable::run);
    private final List<String> seen = new ArrayList<>();

    @Test
    void onlyThoseWhoWantARecordAreToldIt() {
        waiters.add("flow", value -> value.equals("wanted"), value -> seen.add("one " + value));
        waiters.add("flow", value -> true, value -> seen.add("two " + value));
        waiters.add("other", value -> true, value -> seen.add("three " + value));

        waiters.offer("flow", "wanted");
        waiters.offer("flow", "unwanted");

        assertThat(seen).containsExactlyInAnyOrder("one wanted", "two wanted", "two unwanted");
    }

    @Test
    void endedWaitLeavesNothingBehind() {
        Runnable end = waiters.add("flow", value -> true, seen::add);
        assertThat(waiters.isAwaited("flow")).isTrue();

        end.run();
        end.run();
        waiters.offer("flow", "late");

        assertThat(seen).isEmpty();
        assertThat(waiters.isAwaited("flow")).isFalse();
        assertThat(waiters.isEmpty()).isTrue();
    }
}
