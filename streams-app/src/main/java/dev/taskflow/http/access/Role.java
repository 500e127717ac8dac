package dev.taskflow.http.access;

/** What a caller may do. */
public enum Role {
    /** Sees and steers the flows of one owner: his own. */
    OWNER,
    /** Sees every flow, and may act for any owner if he names it. */
    OPERATOR
}
