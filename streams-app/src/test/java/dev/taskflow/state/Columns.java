package dev.taskflow.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Compares a state type with its row, name by name: a round trip alone would not notice two columns mixed up both ways. */
final class Columns {
    private Columns() {}

    /** Every component of the given values that the row has a column for is in that column. */
    static void assertHolds(SpecificRecord row, Record... values) {
        Map<String, @Nullable Object> expected = new TreeMap<>();
        Map<String, @Nullable Object> actual = new TreeMap<>();
        for (Record value : values) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                Schema.Field column = row.getSchema().getField(component.getName());
                Object found = component(value, component);
                if (column != null && !(found instanceof Record)) {
                    expected.put(component.getName(), found);
                    actual.put(component.getName(), row.get(column.pos()));
                }
            }
        }
        assertThat(expected).isNotEmpty();
        assertThat(actual).isEqualTo(expected);
    }

    /** Fails if a component is left at null, zero or false: the sample does not cover it then. */
    static void assertAllSet(Record value) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Object found = component(value, component);
            assertThat(found)
                    .as(component.getName())
                    .isNotNull()
                    .isNotEqualTo(false)
                    .isNotEqualTo(0)
                    .isNotEqualTo(0L);
            if (found instanceof Record nested) {
                assertAllSet(nested);
            }
        }
    }

    private static @Nullable Object component(Record value, RecordComponent component) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot read " + component, e);
        }
    }
}
