package dev.taskflow.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every number that can be configured has a lower and an upper bound, and is refused beyond them in words. */
class ConfigBoundsTest {
    private static final Pattern BOUNDS = Pattern.compile("\\[(-?\\d+),\\.\\.\\.,(\\d+)]");
    private static final long TEN_YEARS_MS = 10L * 365 * 24 * 60 * 60 * 1_000;

    static Stream<String> numbers() {
        return ConfigKeys.DEFINITION.configKeys().values().stream()
                .filter(key ->
                        List.of(Type.INT, Type.LONG, Type.SHORT, Type.DOUBLE).contains(key.type))
                .map(key -> key.name);
    }

    @Test
    void thereAreNumbers() {
        assertThat(numbers()).contains("retention.ms", "cancel.grace.ms", "limit.command.bytes", "http.port");
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void aNumberHasTwoBoundsAndIsRefusedBeyondThem(String name) {
        ConfigKey key =
                Objects.requireNonNull(ConfigKeys.DEFINITION.configKeys().get(name));
        Matcher bounds = BOUNDS.matcher(String.valueOf(key.validator));
        assertThat(bounds.matches())
                .as("%s is bounded: %s", name, key.validator)
                .isTrue();
        long least = Long.parseLong(bounds.group(1));
        long most = Long.parseLong(bounds.group(2));

        assertThat(most).isGreaterThan(least).isLessThanOrEqualTo(1_000_000_000_000L);
        if (name.endsWith(".ms")) {
            assertThat(most).isLessThanOrEqualTo(TEN_YEARS_MS);
        }
        for (long beyond : new long[] {least - 1, most + 1}) {
            assertThatThrownBy(() -> TaskFlowConfig.of(Map.of(name, Long.toString(beyond))))
                    .isInstanceOf(InvalidConfiguration.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining(Long.toString(beyond))
                    .hasMessageContaining("must be from " + least + " to " + most);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"retention.ms", "cancel.grace.ms", "topic.retention.ms", "history.retention.ms"})
    void aDurationNearTheLargestLongIsRefused(String name) {
        assertThatThrownBy(() -> TaskFlowConfig.of(Map.of(name, Long.toString(Long.MAX_VALUE - 1))))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessage("Invalid value 9223372036854775806 for configuration " + name + ": must be from "
                        + (name.equals("cancel.grace.ms") ? 0 : 60_000) + " to 315360000000 (command line)");
    }
}
