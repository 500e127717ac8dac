package dev.taskflow.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows under a header, each column as wide as its widest cell, by code points. For use by one thread. */
public final class Table {

    private static final String BETWEEN = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... header) {
        rows.add(List.of(header));
    }

    /** Adds a row of as many cells as the header has; what is unsafe in them is escaped, so that widths are right. */
    public void row(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells, but " + rows.get(0).size() + " columns");
        }
        rows.add(List.of(cells).stream().map(SafeText::of).toList());
    }

    /** The lines, header first, without blanks at their ends. */
    public List<String> lines() {
        int columns = rows.get(0).size();
        int[] widths = IntStream.range(0, columns)
                .map(column -> rows.stream()
                        .mapToInt(row -> codePoints(row.get(column)))
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            line.append(column == 0 ? "" : BETWEEN).append(cell).append(" ".repeat(widths[column] - codePoints(cell)));
        }
        return line.toString().stripTrailing();
    }

    /** The text, cut to so many code points; then the last one is an ellipsis. */
    public static String cut(String text, int most) {
        if (codePoints(text) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }

    private static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }
}
