package dev.taskflow.cli.doctor;

import dev.taskflow.app.Finding;
import dev.taskflow.app.Provisioning;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.Unreachable;
import dev.taskflow.schema.CompatibilityLevel;
import dev.taskflow.schema.SchemaEvolution;
import dev.taskflow.serde.RegisteredSchema;
import dev.taskflow.serde.RegistryRefusedException;
import dev.taskflow.serde.RegistryUnavailableException;
import dev.taskflow.serde.SchemaRegistryClient;
import dev.taskflow.topics.Topic;
import dev.taskflow.topics.ValueSchema;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/** Whether the registry answers, has our schemas, and what it has besides can be read by us. */
final class SchemaChecks {

    private static final String CHECK = "schemas";

    private final TaskFlowConfig config;
    private final SchemaRegistryClient registry;

    SchemaChecks(TaskFlowConfig config) {
        this.config = config;
        this.registry = SchemaRegistryClient.of(config.schemaRegistry());
    }

    /** The first of the registry's addresses, without user and password. */
    URI url() {
        String first = String.valueOf(config.schemaRegistry().get("schema.registry.url"))
                .split(",", -1)[0];
        return URI.create(first.strip().replaceAll("//[^/]*@", "//"));
    }

    List<Diagnosis> registry() {
        try {
            registry.latest(subjects().get(0).subject());
            return List.of(Diagnosis.ok("registry", url() + " answers"));
        } catch (RegistryRefusedException refused) {
            return List.of(Diagnosis.fault(
                    "registry",
                    String.valueOf(refused.getMessage()),
                    "check schema.registry.url and basic.auth.user.info"));
        } catch (RegistryUnavailableException unavailable) {
            return List.of(Diagnosis.unreachable(
                    "registry",
                    String.valueOf(unavailable.getMessage()),
                    "start it, or set schema.registry.url right"));
        } catch (ConfigException wrong) {
            return List.of(
                    Diagnosis.fault("registry", String.valueOf(wrong.getMessage()), "set schema.registry.url right"));
        }
    }

    List<Diagnosis> schemas() {
        List<Diagnosis> found = new ArrayList<>();
        Provisioning.checkSchemas(config).forEach(finding -> found.add(diagnosis(finding)));
        try {
            subjects().forEach(wanted -> found.addAll(latest(wanted)));
        } catch (RegistryUnavailableException unavailable) {
            throw new Unreachable(String.valueOf(unavailable.getMessage()), unavailable);
        } catch (RegistryRefusedException refused) {
            found.add(Diagnosis.fault(
                    CHECK, String.valueOf(refused.getMessage()), "check the user's rights in the registry"));
        }
        return found.isEmpty()
                ? List.of(Diagnosis.ok(CHECK, subjects().size() + " subjects have the schemas of this version"))
                : found;
    }

    private List<ValueSchema> subjects() {
        return config.topics().all().stream()
                .map(Topic::valueSchema)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Diagnosis diagnosis(Finding finding) {
        String remedy = "'taskflow topics apply' registers schemas and sets levels";
        return finding.kind() == Finding.Kind.FAULT
                ? Diagnosis.fault(CHECK, finding.message(), remedy)
                : Diagnosis.warning(CHECK, finding.message(), remedy);
    }

    /** Clients may write what the registry has latest, so we must be able to read it. */
    private List<Diagnosis> latest(ValueSchema ours) {
        Optional<RegisteredSchema> latest = registry.latest(ours.subject());
        if (latest.isEmpty() || latest.get().schema().equals(ours.schema())) {
            return List.of();
        }
        RegisteredSchema theirs = latest.get();
        List<String> unreadable =
                SchemaEvolution.faults(ours.schema(), List.of(theirs.schema()), CompatibilityLevel.BACKWARD);
        if (!unreadable.isEmpty()) {
            return List.of(Diagnosis.fault(
                    CHECK,
                    "version " + theirs.version() + " of subject " + ours.subject() + " is not compatible with ours: "
                            + unreadable.get(0),
                    "run the version of TaskFlow that registered it, or delete it if it was a mistake"));
        }
        List<String> refused = registry.lookup(ours.subject(), ours.schema()).isPresent()
                ? List.of()
                : registry.incompatibilities(ours.subject(), ours.schema());
        return refused.isEmpty()
                ? List.of(Diagnosis.warning(
                        CHECK,
                        "subject " + ours.subject() + " has another latest version, " + theirs.version()
                                + ", which we can read",
                        "none if another version of TaskFlow runs too; else find out who registered it"))
                : List.of(Diagnosis.fault(
                        CHECK,
                        "the registry would refuse our schema for " + ours.subject() + ": " + refused.get(0),
                        "see which version of TaskFlow registered version " + theirs.version()));
    }
}
