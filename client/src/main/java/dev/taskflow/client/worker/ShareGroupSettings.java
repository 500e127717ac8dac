package dev.taskflow.client.worker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a share group of workers needs to be set to. It belongs to the group and not to a member, so it is written once, by the
 * first worker or by an operator.
 */
record ShareGroupSettings(Admin admin, WorkerSettings settings) {
    private static final Logger LOG = LoggerFactory.getLogger(ShareGroupSettings.class);
    private static final int LOOKS = 50;
    private static final long LOOK_AGAIN_MS = 100;
    private static final String DELIVERIES = "share.delivery.count.limit";
    private static final int DELIVERIES_BY_DEFAULT = 5;

    /** Without these, dispatches of aborted transactions are delivered, and those from before the first worker are not. */
    private Map<String, String> needed() {
        Map<String, String> needed = new LinkedHashMap<>();
        needed.put("share.isolation.level", "read_committed");
        needed.put("share.auto.offset.reset", "earliest");
        settings.lockDuration()
                .ifPresent(lock -> needed.put("share.record.lock.duration.ms", Long.toString(lock.toMillis())));
        return needed;
    }

    /**
     * The delivery that exceeds its limit is dropped without a word; a record that workers give back is delivered again. And a
     * partition stops when so many records have followed one that is held: a long task must not come to that.
     */
    private static final List<Map<String, String>> WELCOME =
            List.of(Map.of(DELIVERIES, "10"), Map.of("share.partition.max.record.locks", "4000"));

    /** Sets what is not set, as far as it is allowed, and says what is left to do. */
    void apply() throws InterruptedException, TimeoutException {
        Map<String, String> missing = missing(needed());
        if (!missing.isEmpty()) {
            makeGood(missing);
        }
        for (Map<String, String> welcome : WELCOME) {
            try {
                if (!missing(welcome).isEmpty()) {
                    alter(welcome);
                    awaitVisible(welcome);
                }
            } catch (ExecutionException e) {
                LOG.debug("The share group goes without {}: {}", welcome, String.valueOf(e.getCause()));
            }
        }
    }

    /**
     * Up to which delivery a task may be given back for want of a slot: at least half of those that the group's limit allows are
     * left for workers that die.
     */
    int mayBeTurnedAway() throws InterruptedException, TimeoutException {
        int limit = DELIVERIES_BY_DEFAULT;
        try {
            limit = present(DELIVERIES).map(Integer::parseInt).orElse(limit);
        } catch (ExecutionException e) {
            LOG.debug("The share group's settings cannot be read: {}", String.valueOf(e.getCause()));
        }
        return limit / 2 - 1;
    }

    private void makeGood(Map<String, String> missing) throws InterruptedException, TimeoutException {
        try {
            alter(missing);
            awaitVisible(missing);
        } catch (ExecutionException e) {
            LOG.warn(
                    "The share group {} could not be configured ({}). Let an operator run: kafka-configs.sh --bootstrap-server"
                            + " <host:port> --alter --entity-type groups --entity-name {} --add-config {}",
                    settings.group(),
                    e.getCause(),
                    settings.group(),
                    text(missing));
        }
    }

    /** A group that begins before its broker knows would begin at the end of the topic, or count on too few deliveries. */
    private void awaitVisible(Map<String, String> configs) throws InterruptedException, TimeoutException {
        for (int look = 0; !missing(configs).isEmpty() && look < LOOKS; look++) {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
        }
    }

    private static String text(Map<String, String> configs) {
        return configs.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    private ConfigResource group() {
        return new ConfigResource(ConfigResource.Type.GROUP, settings.group());
    }

    private Map<String, String> missing(Map<String, String> wanted) throws InterruptedException, TimeoutException {
        Map<String, String> missing = new LinkedHashMap<>(wanted);
        try {
            Config present = describe();
            missing.entrySet().removeIf(entry -> isSet(present, entry.getKey(), entry.getValue()));
        } catch (ExecutionException e) {
            LOG.debug("The share group's settings cannot be read: {}", String.valueOf(e.getCause()));
        }
        return missing;
    }

    private Config describe() throws InterruptedException, TimeoutException, ExecutionException {
        Config described = admin.describeConfigs(List.of(group()))
                .all()
                .get(Startup.LIMIT_SECONDS, TimeUnit.SECONDS)
                .get(group());
        return described != null ? described : new Config(List.of());
    }

    private Optional<String> present(String key) throws InterruptedException, TimeoutException, ExecutionException {
        return Optional.ofNullable(describe().get(key)).map(ConfigEntry::value);
    }

    private static boolean isSet(Config present, String key, String value) {
        ConfigEntry entry = present.get(key);
        return entry != null && value.equals(entry.value());
    }

    private void alter(Map<String, String> configs) throws InterruptedException, TimeoutException, ExecutionException {
        Collection<AlterConfigOp> changes = new ArrayList<>();
        configs.forEach(
                (key, value) -> changes.add(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
        admin.incrementalAlterConfigs(Map.of(group(), changes)).all().get(Startup.LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
