package dev.taskflow.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.RejectionCode;
import java.util.Locale;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records are the same in every locale of the JVM: its digits and separators reach no topic. */
class LocaleTest extends RuleTest {
    private static final int FIELD = 256 * 1024;

    private final Locale before = Locale.getDefault();

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "de-DE", "tr-TR", "hi-IN-u-nu-deva"})
    void C10_aRejectionHasTheSameWords(String locale) {
        Locale.setDefault(Locale.forLanguageTag(locale));

        Seen large = flow.create(create -> create.setGoal("x".repeat(FIELD + 1)));
        Seen longOwner = flow.as("x".repeat(1_001)).create();

        assertThat(large.rejection(RejectionCode.TOO_LARGE).getMessage().orElseThrow())
                .contains("createFlow.goal is 262,145 bytes, the limit for one field is 262,144");
        assertThat(longOwner.rejection(RejectionCode.TOO_LARGE).getMessage().orElseThrow())
                .contains("at most 1000 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "hi-IN-u-nu-deva"})
    void X4_theDigestOfADeadLetterHasTheSameDigits(String locale) {
        Locale.setDefault(Locale.forLanguageTag(locale));

        String commands = taskflow.topics().flowCommands().name();
        byte[] huge =
                taskflow.encode(commands, flow.createCommand(create -> create.setStateJson("x".repeat(5_000_000))));

        Seen seen = taskflow.sendRaw(commands, null, huge, new RecordHeaders());

        assertThat(new String(seen.deadLetters().get(0).value(), UTF_8)).endsWith(" length=" + huge.length);
    }
}
