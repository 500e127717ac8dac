package dev.taskflow.http;

import dev.taskflow.http.exchange.Problem;
import dev.taskflow.http.view.Viewer;
import dev.taskflow.serde.UnreadableRecordException;
import java.util.Optional;
import java.util.function.Supplier;

/** Rows that cannot be read (X2). */
final class Quarantined {
    private Quarantined() {}

    /**
     * Whose an unreadable flow is cannot be told, so only who sees everybody's is told that there is one.
     *
     * @throws Problem {@code INVALID} for him
     */
    static <T> Optional<T> read(Viewer viewer, Supplier<Optional<T>> read) {
        try {
            return read.get();
        } catch (UnreadableRecordException unreadable) {
            if (viewer.scope().isPresent()) {
                return Optional.empty();
            }
            throw new Problem(422, "INVALID", "The stored row cannot be read; see the audit, restore_failed.");
        }
    }
}
