package dev.taskflow.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LivePartitionsTest {
    private final LivePartitions live = new LivePartitions();

    @Test
    void aPartitionThatComesBackLivesAnotherLife() {
        long first = live.begin(1);
        live.end(1, first);
        assertThat(live.now()).isEmpty();

        long second = live.begin(1);

        assertThat(second).isNotEqualTo(first);
        assertThat(live.now()).containsOnlyKeys(1).containsValue(second);
    }

    @Test
    void whoGaveItUpLateDoesNotEndTheLifeAfter() {
        long first = live.begin(1);
        long second = live.begin(1);

        live.end(1, first);

        assertThat(live.now()).containsEntry(1, second);
    }
}
