package dev.taskflow.cli.doctor;

import dev.taskflow.app.KafkaAnswers;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.Unreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/** What the brokers are and can do. */
final class BrokerChecks {

    private final Admin admin;
    private final TaskFlowConfig config;
    private final String transactionalIds;
    private final KafkaAnswers answers;

    /** @param transactionalIds what the processor's begin with */
    BrokerChecks(Admin admin, TaskFlowConfig config, String transactionalIds) {
        this.admin = admin;
        this.config = config;
        this.transactionalIds = transactionalIds;
        this.answers = new KafkaAnswers(config.bootstrapServers());
    }

    List<Diagnosis> broker() {
        DescribeClusterResult cluster = admin.describeCluster();
        int brokers = answers.get(cluster.nodes()).size();
        String detail = config.bootstrapServers() + " answers; cluster " + answers.get(cluster.clusterId()) + ", "
                + brokers + (brokers == 1 ? " broker" : " brokers");
        return List.of(Diagnosis.ok("broker", detail));
    }

    List<Diagnosis> features() {
        Map<String, FinalizedVersionRange> finalized =
                answers.get(admin.describeFeatures().featureMetadata()).finalizedFeatures();
        List<Diagnosis> found = new ArrayList<>();
        if (level(finalized, "share.version") == 0) {
            found.add(Diagnosis.warning(
                    "features",
                    "no share groups (share.version is 0): workers fall back to consumer groups",
                    "on brokers of 4.2 or later: kafka-features.sh upgrade --feature share.version=1"));
        }
        if (!config.classicGroupProtocol() && level(finalized, "streams.version") == 0) {
            found.add(Diagnosis.fault(
                    "features",
                    "group.protocol=streams is configured, but the brokers do not speak it (streams.version is 0)",
                    "set group.protocol=classic, or kafka-features.sh upgrade --feature streams.version=1"));
        }
        return found.isEmpty() ? List.of(Diagnosis.ok("features", inWords(finalized))) : found;
    }

    private static short level(Map<String, FinalizedVersionRange> finalized, String feature) {
        FinalizedVersionRange range = finalized.get(feature);
        return range == null ? 0 : range.maxVersionLevel();
    }

    private static String inWords(Map<String, FinalizedVersionRange> finalized) {
        return String.join(
                " ",
                List.of("metadata.version", "transaction.version", "group.version", "share.version").stream()
                        .map(feature -> feature + "=" + level(finalized, feature))
                        .toList());
    }

    /** Asks the coordinator for a transactional id that nobody uses: whether one answers is what matters. */
    List<Diagnosis> transactions() {
        String unused = transactionalIds + "doctor";
        try {
            answers.unless(
                    TransactionalIdNotFoundException.class,
                    admin.describeTransactions(List.of(unused)).description(unused));
            return List.of(Diagnosis.ok("transactions", "a transaction coordinator answers"));
        } catch (TransactionalIdAuthorizationException refused) {
            return List.of(Diagnosis.fault(
                    "transactions",
                    "this user may not use transactional ids such as " + unused,
                    "grant Write on transactional ids with the prefix " + transactionalIds));
        } catch (Unreachable silent) {
            return List.of(Diagnosis.fault(
                    "transactions",
                    "no transaction coordinator answers, and the processor needs one (exactly_once_v2)",
                    "see whether __transaction_state has leaders; a cluster of fewer than 3 brokers needs"
                            + " transaction.state.log.replication.factor and .min.isr set lower"));
        }
    }
}
