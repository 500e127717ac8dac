package dev.taskflow.client.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CancelMemoryTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1); // nanoTime may run over
    private final CancelMemory memory = new CancelMemory(2, Duration.ofMinutes(10), now::get);

    @Test
    void remembersTheReason() {
        memory.remember("a", "why");

        assertThat(memory.reasonFor("a")).hasValue("why");
        assertThat(memory.reasonFor("b")).isEmpty();
    }

    @Test
    void forgetsAfterItsTime() {
        memory.remember("a", "why");
        now.addAndGet(Duration.ofMinutes(10).toNanos());
        assertThat(memory.reasonFor("a")).isPresent();

        now.addAndGet(1);

        assertThat(memory.reasonFor("a")).isEmpty();
    }

    @Test
    void forgetsTheOldestWhenThereAreTooMany() {
        memory.remember("a", "");
        memory.remember("b", "");
        memory.remember("a", "again, so it is the younger one");
        memory.remember("c", "");

        assertThat(memory.reasonFor("b")).isEmpty();
        assertThat(memory.reasonFor("a")).isPresent();
        assertThat(memory.reasonFor("c")).isPresent();
    }
}
