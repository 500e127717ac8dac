package dev.taskflow.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecodedRowCacheTest {
    private static final int ROW_BYTES = 500;

    /** Room for three with rows of this length. */
    private static final int THREE = 3 * 2_000;

    private final DecodedRowCache<String> cache = new DecodedRowCache<>(THREE);

    private void put(String... keys) {
        for (String key : keys) {
            cache.put(key, "value of " + key, ROW_BYTES, 0);
        }
    }

    @Test
    void whatWasUsedLongestAgoMakesRoom() {
        put("a", "b", "c");
        assertThat(cache.get("a")).isEqualTo("value of a");

        put("d");

        assertThat(cache.get("b")).isNull();
        assertThat(cache.get("a")).isEqualTo("value of a");
        assertThat(cache.get("c")).isEqualTo("value of c");
        assertThat(cache.get("d")).isEqualTo("value of d");
    }

    @Test
    void whatIsWrittenAgainTakesItsRoomOnce() {
        for (int i = 0; i < 10; i++) {
            put("a", "b", "c");
        }

        assertThat(cache.get("a")).isNotNull();
        assertThat(cache.get("b")).isNotNull();
        assertThat(cache.get("c")).isNotNull();
    }

    @Test
    void whatIsRemovedLeavesItsRoom() {
        put("a", "b", "c");
        cache.remove("c");
        cache.remove("c");

        put("d");

        assertThat(cache.get("c")).isNull();
        assertThat(cache.get("a")).isNotNull();
    }

    @Test
    void whatIsLargerThanAllTheRoomIsNotKept() {
        put("a");
        cache.put("large", "value", THREE, 0);
        cache.put("many labels", "value", 0, THREE);

        assertThat(cache.get("large")).isNull();
        assertThat(cache.get("many labels")).isNull();
        assertThat(cache.get("a")).as("nothing makes room for it").isNotNull();
    }

    @Test
    void withoutRoomNothingIsKept() {
        DecodedRowCache<String> none = new DecodedRowCache<>(0);
        none.put("a", "value", 0, 0);

        assertThat(none.get("a")).isNull();
    }
}
