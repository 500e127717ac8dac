package dev.taskflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CompletionCommandTest {

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void bashUnderstandsTheScript() throws Exception {
        Invocation completion = Invocation.of(Map.of(), "completion");
        Process bash =
                new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
        bash.outputWriter().append(completion.out()).close();

        assertThat(completion.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(completion.out()).contains("complete -F", "--no-wait", "--stale-blocked");
        assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(bash.exitValue())
                .as(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isZero();
    }
}
