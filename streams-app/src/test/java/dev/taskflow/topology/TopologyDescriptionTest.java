package dev.taskflow.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.input.LogEnds;
import dev.taskflow.rules.Limits;
import dev.taskflow.rules.Settings;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topics.TopicSettings;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Node and store names are the names of changelogs, directories and metrics: whoever changes {@code topology.txt} orphans the
 * state of every installation, and has to say how it moves on.
 */
class TopologyDescriptionTest {

    @Test
    void theTopologyIsTheOneThatInstallationsHave() throws IOException {
        TopicCatalogue topics =
                TopicCatalogue.of(TopicCatalogue.DEFAULT_PREFIX, List.of("default"), TopicSettings.DEFAULTS);
        TopologySettings settings = TopologySettings.of(
                new Settings(Limits.DEFAULT, Duration.ofMinutes(1), Set.of("default")),
                TimerPace.DEFAULT,
                6,
                Map.of("schema.registry.url", "mock://topology-description"),
                "taskflow",
                1_000_000,
                InstantSource.system(),
                TimerGates.OPEN,
                Map.of(),
                LogEnds.UNKNOWN);

        String description = TaskFlowTopology.build(topics, settings).describe().toString();

        // A sink that takes its topic from the record is described by a lambda, whose name differs from run to run.
        assertThat(description.replaceAll("extractor class: [^)]+\\)", "topic: of the record)"))
                .isEqualToNormalizingNewlines(golden());
    }

    private static String golden() throws IOException {
        try (InputStream text = Objects.requireNonNull(
                TopologyDescriptionTest.class.getResourceAsStream("/topology.txt"), "topology.txt")) {
            return new String(text.readAllBytes(), UTF_8);
        }
    }
}
