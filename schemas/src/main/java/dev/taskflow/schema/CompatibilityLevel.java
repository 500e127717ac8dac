package dev.taskflow.schema;

/**
 * What a new schema version owes to earlier ones; the names are the schema registry's. {@code BACKWARD}: the new version
 * reads what earlier ones wrote. {@code FORWARD}: earlier ones read what the new version writes. {@code FULL}: both.
 * {@code _TRANSITIVE}: towards all earlier versions, not only the latest.
 */
public enum CompatibilityLevel {
    NONE(false, false, false),
    BACKWARD(true, false, false),
    BACKWARD_TRANSITIVE(true, false, true),
    FORWARD(false, true, false),
    FORWARD_TRANSITIVE(false, true, true),
    FULL(true, true, false),
    FULL_TRANSITIVE(true, true, true);

    private final boolean backward;
    private final boolean forward;
    private final boolean transitive;

    CompatibilityLevel(boolean backward, boolean forward, boolean transitive) {
        this.backward = backward;
        this.forward = forward;
        this.transitive = transitive;
    }

    /** Whether the new version must read what earlier ones wrote. */
    public boolean isBackward() {
        return backward;
    }

    /** Whether earlier versions must read what the new one writes. */
    public boolean isForward() {
        return forward;
    }

    /** Whether all earlier versions count, not only the latest. */
    public boolean isTransitive() {
        return transitive;
    }
}
