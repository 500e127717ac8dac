package dev.taskflow.simulation;

import org.jspecify.annotations.Nullable;

/** What is held against what happened. */
final class Promise {
    private Promise() {}

    /** Fails with the words, if it does not hold. */
    @SuppressWarnings("AnnotateFormatMethod") // the annotation is on no class path of ours
    static void holds(boolean holds, String flowId, String format, @Nullable Object... args) {
        if (!holds) {
            throw new Broken(flowId, format.formatted(args));
        }
    }

    /** A promise that was not kept. */
    static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1L;
        private final String flowId;

        Broken(String flowId, String message) {
            super(flowId + ": " + message);
            this.flowId = flowId;
        }

        /** The flow that it was promised to. */
        String flowId() {
            return flowId;
        }
    }
}
