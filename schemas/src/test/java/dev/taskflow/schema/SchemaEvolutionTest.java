package dev.taskflow.schema;

import static dev.taskflow.schema.CompatibilityLevel.BACKWARD;
import static dev.taskflow.schema.CompatibilityLevel.BACKWARD_TRANSITIVE;
import static dev.taskflow.schema.CompatibilityLevel.FORWARD_TRANSITIVE;
import static dev.taskflow.schema.CompatibilityLevel.FULL;
import static dev.taskflow.schema.CompatibilityLevel.FULL_TRANSITIVE;
import static dev.taskflow.schema.CompatibilityLevel.NONE;
import static dev.taskflow.schema.SchemaMutation.mutate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.TaskCancellation;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** That the gate itself holds: changes that break somebody are refused, changes that break nobody pass. */
class SchemaEvolutionTest {
    private static final Schema RELEASED = NeutralSchema.of(FlowSettled.class);

    static Stream<Arguments> breakingChanges() {
        return Stream.of(
                refused("a required field removed", "goal", change -> change.removeField("goal")),
                refused("a required field renamed", "aim", change -> change.renameField("goal", "aim")),
                refused(
                        "a type within a union changed",
                        "MISSING_UNION_BRANCH",
                        change -> change.setType("error", "[\"null\",\"long\"]")),
                refused("a type changed", "TYPE_MISMATCH", change -> change.setType("revision", "\"string\"")),
                refused("a type narrowed", "TYPE_MISMATCH", change -> change.setType("revision", "\"int\"")),
                refused("a nullable field made required", "TYPE_MISMATCH", change -> {
                    change.removeField("summary");
                    change.addField("{\"name\":\"summary\",\"type\":\"string\"}");
                }),
                refused(
                        "a new field without default",
                        "FlowSettled.extra is new and has no default",
                        change -> change.addField("{\"name\":\"extra\",\"type\":\"string\"}")),
                refused(
                        "an enum's symbol removed",
                        "loses the symbol TASK_MIRRORED",
                        change -> change.removeSymbol("syncMode", "TASK_MIRRORED")),
                refused("a symbol added to an enum that lost its default", "has no default symbol", change -> {
                    change.removeEnumDefault("syncMode");
                    change.addSymbol("syncMode", "REMOTE");
                }),
                refused(
                        "an enum's default removed",
                        "has no default symbol",
                        change -> change.removeEnumDefault("syncMode")),
                refused(
                        "a logical type changed",
                        "logical type from timestamp-millis to timestamp-micros",
                        change -> change.setType(
                                "settledAt", "{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}")),
                refused(
                        "a logical type dropped",
                        "logical type from timestamp-millis to none",
                        change -> change.setType("settledAt", "\"long\"")),
                refused(
                        "a logical type dropped within a union",
                        "FlowSettled.cancelRequestedAt changes its logical type",
                        change -> change.setType("cancelRequestedAt", "[\"null\",\"long\"]")),
                refused("the record renamed", "NAME_MISMATCH", change -> change.renameRecord("FlowEnded")));
    }

    static Stream<Arguments> harmlessChanges() {
        return Stream.of(
                allowed("nothing", change -> {}),
                allowed("a doc changed", change -> change.setDoc("goal", "Something else.")),
                allowed(
                        "a nullable field added",
                        change -> change.addField(
                                "{\"name\":\"extra\",\"type\":[\"null\",\"string\"],\"default\":null}")),
                allowed(
                        "a nullable payload of a new record type added",
                        change -> change.addField(
                                """
                                {"name":"paused","default":null,"type":["null",
                                  {"type":"record","name":"Paused","fields":[{"name":"until","type":"long"}]}]}""")),
                allowed("an optional field removed", change -> change.removeField("summary")),
                allowed("a symbol added to an enum with default", change -> change.addSymbol("syncMode", "REMOTE")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breakingChanges")
    void aBreakingChangeIsRefused(String name, String reason, Consumer<SchemaMutation> change) {
        List<String> faults = SchemaEvolution.faults(mutate(RELEASED, change), List.of(RELEASED), FULL_TRANSITIVE);

        assertThat(faults).anySatisfy(fault -> assertThat(fault).contains(reason));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmlessChanges")
    void aHarmlessChangePasses(String name, Consumer<SchemaMutation> change) {
        List<String> faults = SchemaEvolution.faults(mutate(RELEASED, change), List.of(RELEASED), FULL_TRANSITIVE);

        assertThat(faults).isEmpty();
    }

    @Test
    void backwardLetsOnlyTheNewVersionReadTheOldOne() {
        Schema old = NeutralSchema.of(TaskCancellation.class);
        Schema wider = mutate(old, change -> change.setType("attempt", "\"long\""));

        assertThat(SchemaEvolution.faults(wider, List.of(old), BACKWARD_TRANSITIVE))
                .isEmpty();
        assertThat(SchemaEvolution.faults(wider, List.of(old), FORWARD_TRANSITIVE))
                .singleElement()
                .asString()
                .startsWith("version 1 cannot read the new version: TYPE_MISMATCH");
        assertThat(SchemaEvolution.faults(wider, List.of(old), FULL)).hasSize(1);
    }

    @Test
    void transitiveCountsEveryEarlierVersion() {
        Schema second = mutate(RELEASED, change -> change.removeField("summary"));
        Schema third = mutate(
                second,
                change -> change.addField("{\"name\":\"summary\",\"type\":[\"null\",\"long\"],\"default\":null}"));
        List<Schema> earlier = List.of(RELEASED, second);

        assertThat(SchemaEvolution.faults(third, earlier, BACKWARD)).isEmpty();
        assertThat(SchemaEvolution.faults(third, earlier, BACKWARD_TRANSITIVE))
                .singleElement()
                .asString()
                .startsWith("the new version cannot read version 1");
    }

    @Test
    void noneAllowsEverything() {
        Schema other = mutate(RELEASED, change -> change.renameRecord("FlowEnded"));

        assertThat(SchemaEvolution.faults(other, List.of(RELEASED), NONE)).isEmpty();
    }

    private static Arguments refused(String name, String reason, Consumer<SchemaMutation> change) {
        return arguments(name, reason, change);
    }

    private static Arguments allowed(String name, Consumer<SchemaMutation> change) {
        return arguments(name, change);
    }
}
