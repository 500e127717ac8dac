package dev.taskflow.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
    private static final Caller ALICE = new Caller("alice", Role.OWNER, Optional.of("team-a"));
    private static final Caller OPS = new Caller("ops", Role.OPERATOR, Optional.empty());

    private final Path folder;

    TokenFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path write(String... lines) throws IOException {
        return Files.writeString(folder.resolve("tokens"), String.join("\n", lines));
    }

    @Test
    void aTokenIsKnownByItsHashAlone() throws IOException {
        String alices = StaticToken.generate();
        String ops = StaticToken.generate();
        Path file = write("# who may come", "", StaticToken.line(alices, ALICE), StaticToken.line(ops, OPS));

        TokenFile tokens = new TokenFile(file, Duration.ZERO);

        assertThat(tokens.caller(alices)).contains(ALICE);
        assertThat(tokens.caller(ops)).contains(OPS);
        assertThat(tokens.caller(alices + "x")).isEmpty();
        assertThat(tokens.caller("")).isEmpty();
        assertThat(Files.readString(file)).doesNotContain(alices, ops);
        assertThat(alices).hasSizeGreaterThan(43).isNotEqualTo(ops);
    }

    @Test
    void aChangedFileIsReadAgainAndAnEntryThatIsGoneIsRefused() throws IOException {
        String alices = StaticToken.generate();
        String ops = StaticToken.generate();
        Path file = write(StaticToken.line(alices, ALICE));
        TokenFile tokens = new TokenFile(file, Duration.ZERO);

        write(StaticToken.line(ops, OPS));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));

        assertThat(tokens.caller(ops)).contains(OPS);
        assertThat(tokens.caller(alices)).isEmpty();
    }

    @Test
    void aChangedFileWithAFaultChangesNothing() throws IOException {
        String alices = StaticToken.generate();
        Path file = write(StaticToken.line(alices, ALICE));
        TokenFile tokens = new TokenFile(file, Duration.ZERO);

        write("not a token line");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(tokens.caller(alices)).contains(ALICE);
        Files.delete(file);
        assertThat(tokens.caller(alices)).contains(ALICE);
    }

    @Test
    void aFaultIsSaidWithFileAndLine() throws IOException {
        String hash = "0".repeat(64);
        for (String fault :
                new String[] {"a owner", "a boss x " + hash, "a owner - " + hash, "a owner x 123", "a/b owner x " + hash
                }) {
            Path file = write("# comment", fault);
            assertThatThrownBy(() -> new TokenFile(file, Duration.ZERO))
                    .as(fault)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("line 2")
                    .hasMessageNotContaining(hash);
        }
    }
}
