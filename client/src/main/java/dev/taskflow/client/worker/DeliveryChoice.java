package dev.taskflow.client.worker;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which delivery {@link Delivery#AUTOMATIC} comes to. */
record DeliveryChoice(Admin admin, WorkerSettings settings) {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryChoice.class);
    private static final String SHARE_FEATURE = "share.version";

    Delivery choose() throws ExecutionException, InterruptedException, TimeoutException {
        if (settings.delivery() != Delivery.AUTOMATIC) {
            return settings.delivery();
        }
        FinalizedVersionRange share = admin.describeFeatures()
                .featureMetadata()
                .get(Startup.LIMIT_SECONDS, TimeUnit.SECONDS)
                .finalizedFeatures()
                .get(SHARE_FEATURE);
        if (share == null || share.maxVersionLevel() < 1) {
            LOG.info("The brokers have no share groups ({} is not enabled)", SHARE_FEATURE);
            return Delivery.CONSUMER_GROUP;
        }
        if (isConsumerGroup()) {
            // A group has one kind; and with two groups, each task would be run by both.
            LOG.warn(
                    "{} is a consumer group, left from before the brokers had share groups: stop all of its workers and delete"
                            + " it (kafka-consumer-groups.sh --delete --group) to change over",
                    settings.group());
            return Delivery.CONSUMER_GROUP;
        }
        return Delivery.SHARE_GROUP;
    }

    private boolean isConsumerGroup() throws ExecutionException, InterruptedException, TimeoutException {
        try {
            ConsumerGroupDescription described = admin.describeConsumerGroups(List.of(settings.group()))
                    .all()
                    .get(Startup.LIMIT_SECONDS, TimeUnit.SECONDS)
                    .get(settings.group());
            return described != null && described.groupState() != GroupState.DEAD;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException || e.getCause() instanceof AuthorizationException) {
                return false;
            }
            throw e;
        }
    }
}
