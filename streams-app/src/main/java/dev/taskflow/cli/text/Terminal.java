package dev.taskflow.cli.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;

/**
 * Where operators' commands print: results to standard output, all else to standard error. Everything goes through
 * {@link SafeText}, and what the terminal's charset cannot say is escaped too. Results throw {@link OutputClosed} when nobody
 * reads them any more. For use by one thread.
 */
public final class Terminal {

    private static final ObjectWriter PRETTY = JsonMapper.builder().build().writerWithDefaultPrettyPrinter();
    private static final ObjectWriter COMPACT = JsonMapper.builder().build().writer();
    private static final String BEGIN_OF_LINE_AND_CLEAR = "\r\u001B[K";

    /** What is safe to rewrite in place: a longer line would wrap, and only its last part be cleared. */
    private static final int PROGRESS_WIDTH = 79;

    private final PrintWriter out;
    private final PrintWriter err;
    private final CharsetEncoder encoder;
    private final boolean rewrites;
    private String progress = "";

    /**
     * @param charset what both writers encode with
     * @param rewrites whether a line of {@code err} may be written over, as on a terminal
     */
    public Terminal(PrintWriter out, PrintWriter err, Charset charset, boolean rewrites) {
        this.out = out;
        this.err = err;
        this.encoder = charset.newEncoder();
        this.rewrites = rewrites;
    }

    /** A line of the result. */
    public void line(String text) {
        endProgress();
        result(shown(text));
    }

    public void table(Table table) {
        table.lines().forEach(this::line);
    }

    /** A line beside the result. */
    public void note(String text) {
        endProgress();
        print(err, shown(text));
    }

    /** A JSON value over several lines. */
    public void json(JsonNode value) {
        json(value, PRETTY);
    }

    /** A JSON value in one line. */
    public void jsonLine(JsonNode value) {
        json(value, COMPACT);
    }

    private void json(JsonNode value, ObjectWriter writer) {
        endProgress();
        try {
            String json = writer.writeValueAsString(value).replace("\r\n", "\n");
            result(sayable(SafeText.ofJson(json)));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** How far something is. The same text again prints nothing. */
    public void progress(String text) {
        if (text.equals(progress)) {
            return;
        }
        progress = text;
        if (rewrites) {
            err.print(BEGIN_OF_LINE_AND_CLEAR + Table.cut(shown(text), PROGRESS_WIDTH));
            err.flush();
        } else {
            print(err, shown(text));
        }
    }

    private void endProgress() {
        if (rewrites && !progress.isEmpty()) {
            err.print(BEGIN_OF_LINE_AND_CLEAR);
            err.flush();
        }
        progress = "";
    }

    private String shown(String text) {
        return sayable(SafeText.of(text));
    }

    private String sayable(String text) {
        return SafeText.escape(
                text, codePoint -> codePoint > 0x7F && !encoder.canEncode(Character.toString(codePoint)));
    }

    private void result(String text) {
        out.println(text);
        if (out.checkError()) { // which flushes
            throw new OutputClosed();
        }
    }

    private static void print(PrintWriter writer, String text) {
        writer.println(text);
        writer.flush();
    }
}
