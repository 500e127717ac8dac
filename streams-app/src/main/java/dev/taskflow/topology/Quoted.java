package dev.taskflow.topology;

import dev.taskflow.rules.Ids;

/** Ids of a client's record, for the log. */
final class Quoted {
    private static final int LONGEST = 200;

    private Quoted() {}

    /** As it is if it is short and printable, as a legal id and a {@code taskId} are; else cut, with {@code ?} for the rest. */
    static String id(String id) {
        String text = id.length() > 2 * LONGEST + 1 ? id.substring(0, LONGEST) + "..." : id;
        return Ids.isLegal(text) ? text : text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
