package dev.taskflow.http.access;

import java.util.Optional;

/**
 * Who asks. It comes from the token alone, never from what the caller says.
 *
 * @param name for logs and rates
 * @param owner whose flows are his own; always there for an {@link Role#OWNER}
 */
public record Caller(String name, Role role, Optional<String> owner) {
    public Caller {
        if (role == Role.OWNER && owner.isEmpty()) {
            throw new IllegalArgumentException("an owner's token names the owner");
        }
        if (owner.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException("an owner key is not blank"); // A1
        }
    }

    public boolean isOperator() {
        return role == Role.OPERATOR;
    }
}
