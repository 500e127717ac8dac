package dev.taskflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.app.ConfigTable;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

    /** A port that nothing listens on, and little patience. */
    private static final String[] NOBODY = {
        "-Dbootstrap.servers=127.0.0.1:1",
        "-Dkafka.admin.default.api.timeout.ms=500",
        "-Dkafka.admin.request.timeout.ms=400",
        "-Dschema.registry.url=http://127.0.0.1:1"
    };

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "dev --help",
                "demo --help",
                "run --help",
                "topics apply --help",
                "config",
                "flows list --help",
                "flows cancel --help",
                "tasks list --help",
                "audit --help",
                "doctor --help"
            })
    void whatIsAskedForRightEndsWithZero(String arguments) {
        assertThat(execute(arguments)).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).isNotBlank();
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "topics", "fly", "dev --kafka-port many", "run --config", "config -Dfoo"})
    void wrongUsageEndsWithTwoAndShowsTheUsage(String arguments) {
        assertThat(execute(arguments)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).isNotBlank();
    }

    @Test
    void wrongUsageOfACommandIsSaidInTwoLinesAndThatOfAGroupShowsItsCommands() {
        assertThat(execute("flows list --limit 0")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines())
                .containsExactly(
                        "taskflow: --limit must be at least 1", "'taskflow flows list --help' says what it takes.");

        assertThat(execute("flows")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("taskflow: list, show, create, spawn, cancel or watch?", "Usage: taskflow flows");
    }

    @Test
    void wrongConfigurationEndsWithTwoAndALineForEachFault() {
        assertThat(execute("run --set runtime=shell --set num.stream.threads=0"))
                .isEqualTo(ExitCode.USAGE);

        assertThat(err.toString().lines())
                .hasSize(2)
                .anyMatch(line -> line.equals(
                        "taskflow: configuration: unknown key runtime (command line); did you mean runtimes?"))
                .anyMatch(line -> line.contains("num.stream.threads"));
    }

    @Test
    void anUnreachableBrokerEndsWithThreeAndOneLine() {
        assertThat(execute("topics check " + String.join(" ", NOBODY))).isEqualTo(ExitCode.UNREACHABLE);

        assertThat(err.toString().lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("taskflow: Kafka at 127.0.0.1:1 does not answer. Check that it runs");
    }

    @Test
    void anUnknownBrokerHostEndsWithThreeToo() {
        int exitCode = execute("topics check --set bootstrap.servers=no-such-host.invalid:9092");

        assertThat(exitCode).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(err.toString()).contains("No host of bootstrap.servers=no-such-host.invalid:9092 is known");
    }

    @Test
    void verboseShowsWhereAFailureCameFrom() {
        assertThat(execute("--verbose topics check " + String.join(" ", NOBODY)))
                .isEqualTo(ExitCode.UNREACHABLE);

        assertThat(err.toString()).contains("\tat dev.taskflow.app.");
    }

    @Test
    void settingsForKafkaThatAreNoneEndWithOneAndOneLine() {
        assertThat(execute("topics check -Dkafka.security.protocol=CARRIER_PIGEON"))
                .isEqualTo(ExitCode.FAILED);

        assertThat(err.toString().lines()).singleElement().asString().contains("CARRIER_PIGEON");
    }

    @Test
    void theReferenceIsTheGeneratedTable() {
        assertThat(execute("config --reference")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).isEqualTo(ConfigTable.markdown());
    }

    private int execute(String arguments) {
        CommandLine commandLine =
                TaskFlowCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return commandLine.execute(arguments.isEmpty() ? new String[0] : arguments.split(" "));
    }
}
