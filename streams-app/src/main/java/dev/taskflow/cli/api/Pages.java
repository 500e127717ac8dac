package dev.taskflow.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What several pages hold together.
 *
 * @param next where the rest begins; empty: there is none
 */
public record Pages(List<JsonNode> items, Optional<String> next) {

    /** The most that an instance gives at once. */
    private static final int PAGE = 500;

    /**
     * Follows cursors until there is enough. A page may hold fewer than asked for, and none at all.
     *
     * @param field what a page calls its items
     * @param cursor where to begin; empty: at the beginning
     * @param limit at most so many
     */
    public static Pages read(Api api, String path, String field, Query query, Optional<String> cursor, int limit) {
        List<JsonNode> items = new ArrayList<>();
        Optional<String> next = cursor;
        do {
            Query page = query.copy()
                    .with("limit", Math.min(PAGE, limit - items.size()))
                    .with("cursor", next.orElse(null));
            JsonNode answer = api.get(path, page);
            Shapes.items(answer, field).forEach(items::add);
            next = Shapes.nextCursor(answer);
        } while (next.isPresent() && items.size() < limit);
        return new Pages(List.copyOf(items), next);
    }
}
