package dev.taskflow.benchmarks.taskflow;

import dev.taskflow.benchmarks.taskflow.TaskFlowInstallation.Options;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** When TaskFlow's instances have shared all input partitions among them. */
final class Readiness {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long LOOK_MILLIS = 200;

    /** Commands and reports. */
    private static final int INPUT_TOPICS = 2;

    private Readiness() {}

    /** @throws IllegalStateException if a process has ended, or it takes longer than two minutes */
    static void await(String bootstrapServers, String group, Options options, List<Process> apps)
            throws ExecutionException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            while (!isReady(admin, group, options)) {
                if (System.nanoTime() > end || !apps.stream().allMatch(Process::isAlive)) {
                    throw new IllegalStateException("TaskFlow did not get ready; its logs are app-*.log");
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    private static boolean isReady(Admin admin, String group, Options options)
            throws ExecutionException, InterruptedException {
        try {
            ConsumerGroupDescription found =
                    admin.describeConsumerGroups(List.of(group)).all().get().get(group);
            return found != null
                    && found.groupState() == GroupState.STABLE
                    && found.members().stream().mapToInt(Readiness::partitions).sum()
                            == INPUT_TOPICS * options.flowPartitions()
                    && found.members().stream()
                                    .filter(member -> partitions(member) > 0)
                                    .count()
                            >= options.instances();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return false;
            }
            throw e;
        }
    }

    private static int partitions(MemberDescription member) {
        return member.assignment().topicPartitions().size();
    }
}
