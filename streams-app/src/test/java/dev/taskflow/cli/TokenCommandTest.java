package dev.taskflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.http.access.Role;
import dev.taskflow.http.access.TokenFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCommandTest {

    @Test
    void theFileKnowsTheTokenAndDoesNotHoldIt(@TempDir Path folder) throws Exception {
        Invocation create = Invocation.of(Map.of(), "token", "create", "--name", "alice", "--owner", "team-a");
        String token = create.err().strip().replaceAll(".* ", "");

        assertThat(create.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(create.out()).startsWith("alice owner team-a ").doesNotContain(token);
        TokenFile file = new TokenFile(Files.writeString(folder.resolve("tokens"), create.out()), Duration.ZERO);
        assertThat(file.caller(token)).hasValueSatisfying(caller -> {
            assertThat(caller.role()).isEqualTo(Role.OWNER);
            assertThat(caller.owner()).contains("team-a");
        });
    }

    @Test
    void aSavedTokenIsItsOwnersAloneShownNowhereAndNeverReplaced(@TempDir Path folder) throws Exception {
        Path saved = folder.resolve("alice.token");
        String[] arguments = {"token", "create", "--name", "alice", "--owner", "team-a", "--save", saved.toString()};

        Invocation create = Invocation.of(Map.of(), arguments);
        String token = Files.readString(saved).strip();
        Invocation again = Invocation.of(Map.of(), arguments);

        TokenFile file = new TokenFile(Files.writeString(folder.resolve("tokens"), create.out()), Duration.ZERO);
        assertThat(file.caller(token)).isPresent();
        assertThat(create.out() + create.err()).doesNotContain(token);
        assertThat(Files.getPosixFilePermissions(saved))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        assertThat(again.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(again.out()).isEmpty();
        assertThat(saved).hasContent(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token",
                "token create",
                "token create --name alice",
                "token create --name alice --role king --owner o",
                "token create --name a/b --owner o",
                "token create --name a --owner o\tp"
            })
    void wrongUsageMakesNoToken(String arguments) {
        Invocation create = Invocation.of(Map.of(), arguments.split(" "));

        assertThat(create.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(create.out() + create.err()).doesNotContain("tf_");
    }
}
