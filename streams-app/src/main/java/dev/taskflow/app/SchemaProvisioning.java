package dev.taskflow.app;

import dev.taskflow.schema.CompatibilityLevel;
import dev.taskflow.serde.RegistryRefusedException;
import dev.taskflow.serde.RegistryUnavailableException;
import dev.taskflow.serde.SchemaRegistryClient;
import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topics.ValueSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Registers and checks the value schemas of the topics, with the compatibility level of each. */
final class SchemaProvisioning {

    private final SchemaRegistryClient registry;
    private final TopicCatalogue catalogue;

    SchemaProvisioning(SchemaRegistryClient registry, TopicCatalogue catalogue) {
        this.registry = registry;
        this.catalogue = catalogue;
    }

    /**
     * Sets compatibility levels and registers what is missing. Safe to repeat and to run from several places at once.
     *
     * @throws Unreachable if the registry does not answer
     */
    List<Finding> apply() {
        return forEach(this::apply);
    }

    /**
     * What is missing or other than it should be; empty if all is well.
     *
     * @throws Unreachable if the registry does not answer
     */
    List<Finding> check() {
        return forEach(this::check);
    }

    private List<Finding> forEach(Function<ValueSchema, List<Finding>> step) {
        List<Finding> findings = new ArrayList<>();
        try {
            catalogue.all().stream()
                    .map(Topic::valueSchema)
                    .flatMap(Optional::stream)
                    .forEach(schema -> findings.addAll(step.apply(schema)));
        } catch (RegistryUnavailableException unavailable) {
            throw new Unreachable(String.valueOf(unavailable.getMessage()), unavailable);
        }
        return findings;
    }

    private List<Finding> apply(ValueSchema wanted) {
        List<Finding> findings = new ArrayList<>();
        try {
            if (!levelOf(wanted).equals(Optional.of(wanted.compatibility()))) {
                registry.setCompatibilityLevel(wanted.subject(), wanted.compatibility());
                findings.add(Finding.done("subject " + wanted.subject() + " set to " + wanted.compatibility()));
            }
            if (registry.lookup(wanted.subject(), wanted.schema()).isEmpty()) {
                int id = registry.register(wanted.subject(), wanted.schema());
                findings.add(Finding.done("subject " + wanted.subject() + " has its schema, with id " + id));
            }
        } catch (RegistryRefusedException refused) {
            findings.add(Finding.fault("subject " + wanted.subject() + ": " + refused.getMessage()));
        }
        return findings;
    }

    private List<Finding> check(ValueSchema wanted) {
        try {
            if (registry.lookup(wanted.subject(), wanted.schema()).isEmpty()) {
                return List.of(Finding.fault("subject " + wanted.subject() + " does not have the schema of "
                        + wanted.schema().getFullName()));
            }
            Optional<CompatibilityLevel> level = levelOf(wanted);
            return level.equals(Optional.of(wanted.compatibility()))
                    ? List.of()
                    : List.of(Finding.differs("subject " + wanted.subject() + " has the compatibility level "
                            + level.map(Enum::name).orElse("of the registry's default") + ", it should be "
                            + wanted.compatibility()));
        } catch (RegistryRefusedException refused) {
            return List.of(Finding.fault("subject " + wanted.subject() + ": " + refused.getMessage()));
        }
    }

    private Optional<CompatibilityLevel> levelOf(ValueSchema wanted) {
        return registry.compatibilityLevel(wanted.subject());
    }
}
