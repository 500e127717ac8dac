package dev.taskflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.cli.Distribution.Run;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoCommandIT {

    private static final String VERDICT = "  All 16 agree.";

    @Test
    void theStoryEndsWithAGreenTable() throws Exception {
        try (Run demo = Distribution.built().start("demo")) {
            assertThat(demo.exitCode()).as(() -> String.join("\n", demo.out())).isZero();
            assertThat(demo.out()).last().isEqualTo(VERDICT);
            assertThat(demo.out()).noneMatch(line -> line.contains("{\""));
            assertThat(demo.err()).isEmpty();
        }
    }

    @Test
    void verboseShowsTheRecords() throws Exception {
        try (Run demo = Distribution.built().start("demo", "--verbose")) {
            assertThat(demo.exitCode()).isZero();
            List<String> settled = demo.out().stream()
                    .filter(line -> line.contains("| taskflow.flow-settled ["))
                    .toList();
            assertThat(settled).hasSize(3).allMatch(line -> line.contains("{\"flowId\""));
        }
    }
}
