package dev.taskflow.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {

    /** What terminals act on, from each range: C0, DEL, C1, directions, isolates, no width, separators, tags. */
    private static final String HOSTILE = IntStream.of(
                    0x00, 0x07, 0x08, 0x0A, 0x0D, 0x1B, 0x7F, 0x80, 0x9B, 0x9F, 0xAD, 0x61C, 0x200B, 0x200D, 0x200E,
                    0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xFEFF, 0xE0041)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .append('\uD800')
            .toString();

    @Test
    void nothingThatATerminalActsOnIsLeft() {
        String safe = SafeText.of(HOSTILE);

        assertThat(safe)
                .matches("[\\x20-\\x7E]+")
                .startsWith("\\u0000\\u0007\\u0008\\n\\r\\u001b\\u007f\\u0080\\u009b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ship order 4711", "Größe", "日本語", "😀", "C:\\temp"})
    void whatPeopleWriteStaysAsItIs(String text) {
        assertThat(SafeText.of(text)).isEqualTo(text);
    }

    @Test
    void jsonIsTheSameJsonWithoutAnythingUnsafe() throws Exception {
        JsonNode value = JsonNodeFactory.instance
                .objectNode()
                .put("goal", HOSTILE + "é😀")
                .put(HOSTILE, 1);
        StringWriter out = new StringWriter();

        terminal(out).json(value);

        assertThat(out.toString().codePoints().filter(unit -> unit != '\n').noneMatch(SafeText::isUnsafe))
                .isTrue();
        assertThat(new ObjectMapper().readTree(out.toString()))
                .isEqualTo(new ObjectMapper().readTree(value.toString().replace('\uD800', '\uFFFD')));
    }

    @Test
    void whatTheTerminalsCharsetCannotSayIsEscaped() {
        StringWriter out = new StringWriter();

        new Terminal(new PrintWriter(out), new PrintWriter(out), StandardCharsets.US_ASCII, false).line("5 € 😀");

        assertThat(out.toString().strip()).isEqualTo("5 \\u20ac \\ud83d\\ude00");
    }

    @Test
    void progressIsRewrittenOnATerminalAndClearedBeforeTheResult() {
        StringWriter err = new StringWriter();
        Terminal terminal =
                new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(err), StandardCharsets.UTF_8, true);

        terminal.progress("2 active\u001B[2J");
        terminal.progress("1 active");
        terminal.line("done");

        assertThat(err.toString()).isEqualTo("\r\u001B[K2 active\\u001b[2J\r\u001B[K1 active\r\u001B[K");
    }

    @Test
    void elsewhereProgressIsALineAChange() {
        StringWriter err = new StringWriter();
        Terminal terminal =
                new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(err), StandardCharsets.UTF_8, false);

        terminal.progress("2 active");
        terminal.progress("2 active");
        terminal.progress("1 active");

        assertThat(err.toString().lines()).containsExactly("2 active", "1 active");
    }

    @Test
    void columnsAreAsWideAsTheirWidestCellByCodePoints() {
        Table table = new Table("FLOW", "GOAL");
        table.row("😀😀😀😀😀😀", "a\nb");
        table.row("f", Table.cut("x".repeat(81), 80));

        assertThat(table.lines())
                .containsExactly("FLOW    GOAL", "😀😀😀😀😀😀  a\\nb", "f       " + "x".repeat(79) + "…");
    }

    private static Terminal terminal(StringWriter out) {
        return new Terminal(new PrintWriter(out), new PrintWriter(out), StandardCharsets.UTF_8, false);
    }
}
