package dev.taskflow.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gate: what the current schemas owe to every version that has been given out. */
class ReleasedSchemasTest {
    private static final ReleaseFolder FOLDER = ReleaseFolder.ofThisModule();

    static List<GatedRecord> records() {
        return GatedRecord.all();
    }

    @ParameterizedTest
    @MethodSource("records")
    void theCurrentSchemaKeepsItsLevelTowardsEveryReleasedVersion(GatedRecord record) {
        List<Schema> released = FOLDER.versionsOf(record.name());

        assertThat(SchemaEvolution.faults(record.schema(), released, record.level()))
                .as("%s, %s", record, record.level())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("records")
    void theNewestReleasedVersionIsTheCurrentSchema(GatedRecord record) {
        List<Schema> released = FOLDER.versionsOf(record.name());

        assertThat(released.isEmpty() ? "nothing" : GatedRecord.document(released.get(released.size() - 1)))
                .as(
                        "%s has changed since v%d. Write it down with: mvn -q -pl schemas test"
                                + " -Dtest=ReleaseSchemas#write -Dschemas.version=v%d (or v%d if that is frozen)",
                        record, FOLDER.newest(), Math.max(1, FOLDER.newest()), FOLDER.newest() + 1)
                .isEqualTo(record.document());
    }

    @ParameterizedTest
    @MethodSource("records")
    void everyEnumHasADefaultSymbolAndListsUnspecifiedLast(GatedRecord record) {
        Set<Schema> enums = new HashSet<>();
        collectEnums(record.schema(), enums, new HashSet<>());

        assertThat(enums).allSatisfy(type -> {
            List<String> symbols = type.getEnumSymbols();
            assertThat(type.getEnumDefault())
                    .as("default of %s", type.getName())
                    .isIn(symbols);
            assertThat(symbols.indexOf("UNSPECIFIED")).isIn(-1, symbols.size() - 1);
        });
    }

    @ParameterizedTest
    @MethodSource("records")
    void theClassPathHoldsTheReleasedVersionsInNeutralForm(GatedRecord record) {
        List<Schema> released = ReleasedSchemas.of(record.name());

        assertThat(released).hasSize(FOLDER.versionsOf(record.name()).size()).isNotEmpty();
        assertThat(released).allSatisfy(schema -> assertThat(schema.toString())
                .isEqualTo(NeutralSchema.of(schema).toString()));
    }

    @Test
    void frozenVersionsAreAsTheyWereGivenOut() {
        assertThat(FOLDER.changedSinceFrozen()).isEmpty();
    }

    @Test
    void aRecordThatWasNeverReleasedHasNoVersions() {
        assertThat(ReleasedSchemas.of("NoSuchRecord")).isEmpty();
    }

    private static void collectEnums(Schema schema, Set<Schema> enums, Set<String> seen) {
        switch (schema.getType()) {
            case ENUM -> enums.add(schema);
            case ARRAY -> collectEnums(schema.getElementType(), enums, seen);
            case MAP -> collectEnums(schema.getValueType(), enums, seen);
            case UNION -> schema.getTypes().forEach(branch -> collectEnums(branch, enums, seen));
            case RECORD -> {
                if (seen.add(schema.getFullName())) {
                    schema.getFields().forEach(field -> collectEnums(field.schema(), enums, seen));
                }
            }
            default -> {}
        }
    }
}
