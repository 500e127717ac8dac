package dev.taskflow.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentTest {
    private static final int ROW_BYTES = 500;

    /** Room for three with rows of this length. */
    private static final int THREE = 3 * 2_000;

    private final Recent<String> recent = new Recent<>(THREE);

    private void put(String... keys) {
        for (String key : keys) {
            recent.put(key, "value of " + key, ROW_BYTES, 0);
        }
    }

    @Test
    void whatWasUsedLongestAgoMakesRoom() {
        put("a", "b", "c");
        assertThat(recent.get("a")).isEqualTo("value of a");

        put("d");

        assertThat(recent.get("b")).isNull();
        assertThat(recent.get("a")).isEqualTo("value of a");
        assertThat(recent.get("c")).isEqualTo("value of c");
        assertThat(recent.get("d")).isEqualTo("value of d");
    }

    @Test
    void whatIsWrittenAgainTakesItsRoomOnce() {
        for (int i = 0; i < 10; i++) {
            put("a", "b", "c");
        }

        assertThat(recent.get("a")).isNotNull();
        assertThat(recent.get("b")).isNotNull();
        assertThat(recent.get("c")).isNotNull();
    }

    @Test
    void whatIsRemovedLeavesItsRoom() {
        put("a", "b", "c");
        recent.remove("c");
        recent.remove("c");

        put("d");

        assertThat(recent.get("c")).isNull();
        assertThat(recent.get("a")).isNotNull();
    }

    @Test
    void whatIsLargerThanAllTheRoomIsNotKept() {
        put("a");
        recent.put("large", "value", THREE, 0);
        recent.put("many labels", "value", 0, THREE);

        assertThat(recent.get("large")).isNull();
        assertThat(recent.get("many labels")).isNull();
        assertThat(recent.get("a")).as("nothing makes room for it").isNotNull();
    }

    @Test
    void withoutRoomNothingIsKept() {
        Recent<String> none = new Recent<>(0);
        none.put("a", "value", 0, 0);

        assertThat(none.get("a")).isNull();
    }
}
