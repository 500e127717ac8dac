package dev.taskflow.query;

import java.util.List;

/**
 * A part of a list.
 *
 * @param more whether there are further items behind the last one
 */
public record Page<T>(List<T> items, boolean more) {
    public Page {
        items = List.copyOf(items);
    }
}
