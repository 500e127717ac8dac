package dev.taskflow.cli.doctor;

/**
 * What one check has found.
 *
 * @param check its name, stable for scripts
 * @param detail what was seen, in words
 * @param remedy what to do; empty if there is nothing to do
 */
public record Diagnosis(String check, Outcome outcome, String detail, String remedy) {

    /** From the best to the worst. */
    public enum Outcome {
        OK,
        /** Not looked at: an earlier check failed, or this user may not look. */
        SKIPPED,
        /** Works, but somebody should know; or it cannot be told. */
        WARNING,
        /** Does not work like this. */
        FAULT,
        /** Did not answer. */
        UNREACHABLE
    }

    static Diagnosis ok(String check, String detail) {
        return new Diagnosis(check, Outcome.OK, detail, "");
    }

    static Diagnosis skipped(String check, String why) {
        return new Diagnosis(check, Outcome.SKIPPED, why, "");
    }

    static Diagnosis warning(String check, String detail, String remedy) {
        return new Diagnosis(check, Outcome.WARNING, detail, remedy);
    }

    static Diagnosis fault(String check, String detail, String remedy) {
        return new Diagnosis(check, Outcome.FAULT, detail, remedy);
    }

    static Diagnosis unreachable(String check, String detail, String remedy) {
        return new Diagnosis(check, Outcome.UNREACHABLE, detail, remedy);
    }
}
