package dev.taskflow.cli.demo;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What the demo prints. Plain text; colours only on a terminal, signs beyond ASCII only where they can be shown. Thread-safe. */
public final class Screen {

    private static final String BOLD = "1";
    private static final String DIM = "2";
    private static final String RED = "31";
    private static final String GREEN = "32";
    private static final String CYAN = "36";

    private final PrintWriter out;
    private final boolean colours;
    private final boolean beyondAscii;
    private final boolean verbose;
    private final long startNanos = System.nanoTime();

    /**
     * @param charset what {@code out} is encoded with
     * @param colours whether it understands ANSI escapes
     * @param verbose whether {@link #record} prints
     */
    public Screen(PrintWriter out, Charset charset, boolean colours, boolean verbose) {
        this.out = out;
        this.colours = colours;
        this.beyondAscii = charset.newEncoder().canEncode('✓');
        this.verbose = verbose;
    }

    /** A line before the story. */
    public synchronized void announce(String text) {
        out.println(text);
        out.flush();
    }

    synchronized void title(String text) {
        out.println();
        out.println(styled(BOLD, text));
        out.flush();
    }

    /** One thing that somebody does or sees, at this moment. */
    synchronized void step(String actor, String text) {
        double seconds = Duration.ofNanos(System.nanoTime() - startNanos).toMillis() / 1000.0;
        out.println(styled(DIM, String.format(Locale.ROOT, "%8.2f s  ", seconds))
                + styled(CYAN, "%-10s".formatted(actor))
                + text);
        out.flush();
    }

    /** A record as it was read, where somebody wants to see them. */
    synchronized void record(String topic, String key, String json) {
        if (verbose) {
            out.println(styled(DIM, "            | " + topic + " [" + key + "] " + json));
            out.flush();
        }
    }

    /** A table of what was expected and what was seen. */
    public synchronized void table(List<Check> checks) {
        int what = width("what", checks.stream().map(Check::what).toList());
        int expected = width("expected", checks.stream().map(Check::expected).toList());
        int seen = width("seen", checks.stream().map(Check::seen).toList());
        String row = "  %-" + what + "s   %-" + expected + "s   %-" + seen + "s   ";
        String rule = (beyondAscii ? "─" : "-").repeat(what + expected + seen + 11);
        out.println();
        out.println(styled(BOLD, row.formatted("what", "expected", "seen").stripTrailing()));
        out.println(styled(DIM, "  " + rule));
        for (Check check : checks) {
            out.println(row.formatted(check.what(), check.expected(), check.seen()) + mark(check.agrees()));
        }
        out.println(styled(DIM, "  " + rule));
        out.flush();
    }

    /** The last line. */
    public synchronized void verdict(boolean good, String text) {
        out.println("  " + styled(good ? GREEN : RED, text));
        out.flush();
    }

    private String mark(boolean agrees) {
        if (agrees) {
            return styled(GREEN, beyondAscii ? "✓" : "ok");
        }
        return styled(RED, beyondAscii ? "✗" : "WRONG");
    }

    private String styled(String code, String text) {
        return colours ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
    }

    private static int width(String header, List<String> cells) {
        return cells.stream().mapToInt(String::length).reduce(header.length(), Math::max);
    }
}
