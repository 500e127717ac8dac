package dev.taskflow.cli.doctor;

import dev.taskflow.app.Finding;
import dev.taskflow.app.KafkaAnswers;
import dev.taskflow.app.Provisioning;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.topics.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Whether topics and partitions are there, as configured, and led by somebody. */
final class TopicChecks {

    private static final String CHECK = "topics";

    private final Admin admin;
    private final TaskFlowConfig config;
    private final KafkaAnswers answers;

    TopicChecks(Admin admin, TaskFlowConfig config) {
        this.admin = admin;
        this.config = config;
        this.answers = new KafkaAnswers(config.bootstrapServers());
    }

    List<Diagnosis> topics() {
        List<Diagnosis> found = new ArrayList<>();
        try (Provisioning provisioning = Provisioning.of(config)) {
            provisioning.checkTopics().forEach(finding -> found.add(diagnosis(finding)));
        }
        List<String> names = config.topics().all().stream().map(Topic::name).toList();
        admin.describeTopics(names).topicNameValues().forEach((name, answer) -> seen(answer)
                .ifPresent(topic -> topic.partitions().stream()
                        .filter(partition ->
                                partition.leader() == null || partition.leader().isEmpty())
                        .forEach(partition -> found.add(Diagnosis.fault(
                                CHECK,
                                "topic " + name + " has no leader for partition " + partition.partition(),
                                "start the brokers that hold it")))));
        return found.isEmpty() ? List.of(Diagnosis.ok(CHECK, names.size() + " topics are as configured")) : found;
    }

    /** What is not there, or cannot be seen, is told already. */
    private Optional<TopicDescription> seen(KafkaFuture<TopicDescription> answer) {
        try {
            return answers.unless(UnknownTopicOrPartitionException.class, answer);
        } catch (TopicAuthorizationException hidden) {
            return Optional.empty();
        }
    }

    private static Diagnosis diagnosis(Finding finding) {
        boolean fault = finding.kind() == Finding.Kind.FAULT;
        return fault
                ? Diagnosis.fault(
                        CHECK,
                        finding.what(),
                        finding.remedy().isEmpty()
                                ? "'taskflow topics apply' makes what is missing; it changes no topic that exists"
                                : finding.remedy())
                : Diagnosis.warning(
                        CHECK,
                        finding.what(),
                        finding.remedy().isEmpty()
                                ? "set the configuration to what is there, or change the topic with Kafka's tools; partitions of"
                                        + " flow-commands and task-events must never change once there are flows"
                                : finding.remedy());
    }
}
