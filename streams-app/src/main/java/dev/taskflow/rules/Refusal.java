package dev.taskflow.rules;

import dev.taskflow.v1.RejectionCode;

/**
 * Why a command cannot be applied; a value, not an exception.
 *
 * @param message what was wrong and what to do, in words
 */
record Refusal(RejectionCode code, String message) {
    static Refusal invalid(String message) {
        return new Refusal(RejectionCode.INVALID, message);
    }

    static Refusal tooLarge(String message) {
        return new Refusal(RejectionCode.TOO_LARGE, message);
    }

    static Refusal limitExceeded(String message) {
        return new Refusal(RejectionCode.LIMIT_EXCEEDED, message);
    }
}
