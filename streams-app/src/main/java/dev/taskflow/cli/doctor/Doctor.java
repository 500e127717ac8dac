package dev.taskflow.cli.doctor;

import dev.taskflow.access.Installation;
import dev.taskflow.access.Roles;
import dev.taskflow.app.InvalidConfiguration;
import dev.taskflow.app.KafkaAnswers;
import dev.taskflow.app.Provisioning;
import dev.taskflow.app.StateDirectoryCheck;
import dev.taskflow.app.StateLibrary;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.Unreachable;
import dev.taskflow.app.UnusableKafkaSettings;
import dev.taskflow.cli.doctor.Diagnosis.Outcome;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** Makes all checks, one after the other; one that fails keeps back only those that need what it looked at. */
public final class Doctor {

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final TaskFlowConfig config;
    private final List<URI> instances;
    private final Duration maxClockSkew;
    private final Consumer<Diagnosis> report;

    /**
     * @param instances HTTP addresses that are looked at too
     * @param maxClockSkew how much clocks may differ
     * @param report is told of each check when it is done
     */
    public Doctor(TaskFlowConfig config, List<URI> instances, Duration maxClockSkew, Consumer<Diagnosis> report) {
        this.config = config;
        this.instances = List.copyOf(instances);
        this.maxClockSkew = maxClockSkew;
        this.report = report;
    }

    /** Makes the checks and returns when all are done. */
    public void examine() {
        ClockChecks clocks = new ClockChecks(Clock.systemUTC(), maxClockSkew);
        examineKafka(clocks);
        SchemaChecks schemas = new SchemaChecks(config);
        if (examine("registry", schemas::registry)) {
            examine("schemas", schemas::schemas);
            examine("clock-registry", () -> clocks.ofHttp("clock-registry", schemas.url()));
        } else {
            skip("the registry cannot be asked", "schemas", "clock-registry");
        }
        examine("state-directory", this::stateDirectory);
        examine("state-library", Doctor::stateLibrary);
        for (URI instance : instances) {
            examine("instance", () -> new InstanceChecks(instance).health());
            examine("clock-instance", () -> clocks.ofHttp("clock-instance", instance));
        }
    }

    private void examineKafka(ClockChecks clocks) {
        List<String> later = List.of("features", "transactions", "topics", "offsets", "permissions", "clock-broker");
        Installation installation = config.installation();
        KafkaAnswers answers = new KafkaAnswers(config.bootstrapServers());
        List<Admin> opened = new ArrayList<>();
        try {
            boolean speaks = examine("broker", () -> {
                Admin admin = Provisioning.admin(config);
                opened.add(admin);
                return new BrokerChecks(admin, config, installation.transactionalIdPrefix()).broker();
            });
            if (!speaks) {
                skip("no broker can be asked", later.toArray(String[]::new));
                return;
            }
            Admin admin = opened.get(0);
            BrokerChecks broker = new BrokerChecks(admin, config, installation.transactionalIdPrefix());
            examine("features", broker::features);
            examine("transactions", broker::transactions);
            examine("topics", new TopicChecks(admin, config)::topics);
            examine("offsets", new OffsetChecks(admin, config.topics(), answers)::offsets);
            examine(
                    "permissions",
                    new PermissionChecks(admin, new Roles(installation).processor(), installation.changelogs(), answers)
                            ::permissions);
            examine("clock-broker", () -> clocks.ofController(admin, answers));
        } finally {
            opened.forEach(admin -> admin.close(CLOSE_WITHIN));
        }
    }

    private List<Diagnosis> stateDirectory() {
        try {
            return List.of(Diagnosis.ok("state-directory", StateDirectoryCheck.examine(config)));
        } catch (InvalidConfiguration unusable) {
            return List.of(Diagnosis.fault(
                    "state-directory",
                    String.join("; ", unusable.problems()),
                    "set state.dir to a folder of the user that runs the processor, on a persistent volume"));
        }
    }

    private static List<Diagnosis> stateLibrary() {
        try {
            return List.of(Diagnosis.ok("state-library", StateLibrary.load()));
        } catch (InvalidConfiguration unusable) {
            return List.of(Diagnosis.fault(
                    "state-library",
                    String.join("; ", unusable.problems()),
                    "start the JVM with such a folder; 'run' and 'dev' cannot start without one"));
        }
    }

    /** Whether the check could be made and found no fault. */
    private boolean examine(String check, Supplier<List<Diagnosis>> step) {
        AtomicBoolean good = new AtomicBoolean(true);
        made(check, step).forEach(diagnosis -> {
            report.accept(diagnosis);
            if (diagnosis.outcome().compareTo(Outcome.FAULT) >= 0) {
                good.set(false);
            }
        });
        return good.get();
    }

    private static List<Diagnosis> made(String check, Supplier<List<Diagnosis>> step) {
        try {
            return step.get();
        } catch (Unreachable unreachable) {
            return List.of(Diagnosis.unreachable(
                    check, String.valueOf(unreachable.getMessage()), "start it, or set the address right"));
        } catch (UnusableKafkaSettings unusable) {
            return List.of(Diagnosis.fault(
                    check,
                    String.valueOf(unusable.getMessage()),
                    "set the kafka.* settings right; 'taskflow config' shows them"));
        } catch (AuthenticationException refused) {
            return List.of(Diagnosis.fault(
                    check,
                    "Kafka does not accept who we are: " + refused.getMessage(),
                    "check kafka.security.protocol, kafka.sasl.* and kafka.ssl.*"));
        } catch (AuthorizationException refused) {
            return List.of(Diagnosis.fault(
                    check,
                    "this user may not look: " + refused.getMessage(),
                    "grant its principal Describe on topics, group and transactional ids of this installation"));
        } catch (KafkaException failed) {
            return List.of(Diagnosis.fault(
                    check, "Kafka refused: " + failed.getMessage(), "see the broker's log, and the kafka.* settings"));
        }
    }

    private void skip(String why, String... checks) {
        List.of(checks).forEach(check -> report.accept(Diagnosis.skipped(check, why)));
    }
}
