package dev.taskflow.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.http.Scans.Result;
import dev.taskflow.http.exchange.Json;
import dev.taskflow.http.exchange.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScansTest {
    private final Workers workers = Workers.start(ApiBounds.DEFAULT);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    private Scans scans(Duration patience) {
        return new Scans(MemoryState.ofAll(), Clock.systemUTC(), patience, workers.scans());
    }

    @AfterEach
    void stop() {
        mayEnd.countDown();
        workers.close();
    }

    private ObjectNode scan() {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try {
            mayEnd.await();
        } catch (InterruptedException closing) {
            throw new IllegalStateException(closing);
        } finally {
            atOnce.decrementAndGet();
        }
        return Json.object().put("n", begun.incrementAndGet());
    }

    @Test
    void whoAsksTheSameSharesOneReadAndOthersWaitTheirTurn() {
        Scans scans = scans(Duration.ofSeconds(50));
        List<CompletableFuture<Result>> all = new ArrayList<>();
        IntStream.range(0, 30).forEach(n -> all.add(scans.result("question-" + n % 3, this::scan)));
        mayEnd.countDown();
        all.forEach(CompletableFuture::join);

        assertThat(begun).hasValue(3);
        assertThat(mostAtOnce).hasValue(1);
    }

    @Test
    void whileThereIsNoAnswerYetWhoAsksIsSentAwayAndReadingGoesOn() {
        Scans scans = scans(Duration.ofMillis(10));
        CompletableFuture<Result> early = scans.result("question", this::scan);
        assertThatThrownBy(early::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(503);
                    assertThat(problem.retryAfterSeconds()).isPresent();
                });
        mayEnd.countDown();

        Result answer =
                scans(Duration.ofSeconds(50)).result("other", this::scan).join();
        assertThat(answer.body().path("n").asInt())
                .as("the first was read before")
                .isEqualTo(2);
    }

    @Test
    void moreQuestionsThanCanWaitAreRefused() {
        Scans scans = scans(Duration.ofSeconds(50));
        assertThatThrownBy(() -> IntStream.range(0, 100)
                        .mapToObj(n -> scans.result("question-" + n, this::scan))
                        .toList())
                .isInstanceOf(Problem.class);
    }

    @Test
    void aReadThatFailsIsNotKept() {
        Scans scans = scans(Duration.ofSeconds(50));
        mayEnd.countDown();
        CompletableFuture<Result> failed = scans.result("question", () -> {
            throw new IllegalStateException("broken");
        });
        assertThatThrownBy(failed::join).hasCauseInstanceOf(IllegalStateException.class);

        assertThat(scans.result("question", this::scan).join().body().path("n").asInt())
                .isEqualTo(1);
    }
}
