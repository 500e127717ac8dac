package dev.taskflow.cli;

import dev.taskflow.cli.api.Shapes;
import java.util.List;
import java.util.stream.Stream;

/**
 * The first column of a table that tells whose each row is. It is there where that is news, as an owner's own rows are all
 * his and only operators see others', and for whoever asks ({@code --reveal}).
 */
final class OwnerColumn {
    private static final String HEADER = "OWNER";
    private static final String HIDDEN = "hidden";
    private static final String NOBODY = "-";

    private final boolean shown;

    /** @param asked whether it is shown in any case */
    OwnerColumn(List<? extends Shapes.Owned> rows, boolean asked) {
        long owners = rows.stream()
                .map(Shapes.Owned::ownerKey)
                .filter(key -> !key.isEmpty())
                .distinct()
                .count();
        shown = asked || owners > 1 || rows.stream().anyMatch(Shapes.Owned::hidesOwner);
    }

    /** The header of a table with these further columns. */
    String[] header(String... others) {
        return before(HEADER, others);
    }

    /** A row with these further cells. */
    String[] row(Shapes.Owned owned, String... others) {
        String key = owned.ownerKey();
        return before(key.isEmpty() ? (owned.hidesOwner() ? HIDDEN : NOBODY) : key, others);
    }

    private String[] before(String cell, String... others) {
        return shown ? Stream.concat(Stream.of(cell), Stream.of(others)).toArray(String[]::new) : others;
    }
}
