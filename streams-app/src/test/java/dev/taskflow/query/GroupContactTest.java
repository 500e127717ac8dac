package dev.taskflow.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class GroupContactTest {
    private static final String THREAD = "taskflow-StreamThread-1";

    private final Map<MetricName, Double> counted = new HashMap<>();
    private long nanos = 5;
    private final GroupContact contact =
            new GroupContact(this::metrics, () -> nanos, Duration.ofSeconds(6), Duration.ofMinutes(5), null);

    private Map<MetricName, Metric> metrics() {
        Map<MetricName, Metric> metrics = new HashMap<>();
        counted.forEach((name, value) -> metrics.put(name, new Metric() {
            @Override
            public MetricName metricName() {
                return name;
            }

            @Override
            public Object metricValue() {
                return value;
            }
        }));
        return metrics;
    }

    private void count(String group, String name, String tag, String of, int more) {
        counted.merge(new MetricName(name, group, "", Map.of(tag, of)), (double) more, Double::sum);
    }

    private void answers(String name, String thread, int more) {
        count("consumer-coordinator-metrics", name, "client-id", thread + "-consumer", more);
    }

    private void polls(String thread, int more) {
        count("stream-thread-metrics", "poll-total", "thread-id", thread, more);
    }

    private void lookAfter(int seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
        contact.look();
    }

    /** It has joined, and is heard and polls. */
    private void joins() {
        lookAfter(0);
        answers("join-total", THREAD, 1);
        answers("sync-total", THREAD, 1);
        polls(THREAD, 10);
        lookAfter(1);
    }

    @Test
    void isNoMemberBeforeTheGroupHasAnswered() {
        assertThat(contact.isMember(THREAD)).isFalse();
        answers("heartbeat-total", THREAD, 0);
        polls(THREAD, 3);
        lookAfter(1);

        assertThat(contact.isMember(THREAD)).isFalse();
    }

    @Test
    void isAMemberWhileTheGroupAnswers() {
        joins();
        for (int i = 0; i < 20; i++) {
            answers("heartbeat-total", THREAD, 1);
            polls(THREAD, 10);
            lookAfter(1);
            assertThat(contact.isMember(THREAD)).isTrue();
        }
    }

    /** Also when nobody looks: a process that stood still must not go on as if nothing had been. */
    @Test
    void isNoMemberAfterTheSessionTimeout() {
        joins();
        nanos += Duration.ofSeconds(4).toNanos();
        assertThat(contact.isMember(THREAD)).isTrue();
        nanos += Duration.ofSeconds(1).toNanos();

        assertThat(contact.isMember(THREAD)).isFalse();
    }

    /** The answer may be that it was removed, which the thread learns when it polls. */
    @Test
    void isAMemberAgainOnlyAfterAFullPoll() {
        joins();
        lookAfter(10);
        answers("heartbeat-total", THREAD, 1);
        lookAfter(1);
        assertThat(contact.isMember(THREAD)).isFalse();
        polls(THREAD, 1); // had begun before the answer
        lookAfter(1);
        assertThat(contact.isMember(THREAD)).isFalse();
        polls(THREAD, 1);
        lookAfter(1);

        assertThat(contact.isMember(THREAD)).isTrue();
    }

    @Test
    void aThreadThatDoesNotPollLeaves() {
        joins();
        for (int i = 0; i < 300; i++) {
            answers("heartbeat-total", THREAD, 1);
            lookAfter(1);
        }

        assertThat(contact.isMember(THREAD)).isFalse();
    }

    @Test
    void eachThreadIsAMemberOfItsOwn() {
        String other = "taskflow-StreamThread-2";
        joins();
        answers("heartbeat-total", other, 1);
        lookAfter(5);
        answers("heartbeat-total", other, 1);
        lookAfter(1);

        assertThat(contact.isMember(THREAD)).isFalse();
        assertThat(contact.isMember(other)).isTrue();
    }

    @Test
    void aThreadThatIsGoneIsNoMember() {
        joins();
        counted.clear();
        lookAfter(1);

        assertThat(contact.isMember(THREAD)).isFalse();
    }
}
