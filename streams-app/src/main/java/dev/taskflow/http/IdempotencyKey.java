package dev.taskflow.http;

import dev.taskflow.http.exchange.Problem;
import dev.taskflow.http.exchange.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code Idempotency-Key}: names a command. A flow knows the commands that changed it by their ids and would take any command
 * of the same id for a redelivery, so the id is made of the key together with the owner and the operation: the key of a create
 * used again for a cancel is another command.
 */
final class IdempotencyKey {
    private static final Pattern LEGAL = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,198}[\\x21-\\x7e])?");

    private final String owner;
    private final @Nullable String key;

    private IdempotencyKey(String owner, @Nullable String key) {
        this.owner = owner;
        this.key = key;
    }

    static IdempotencyKey of(Request request) {
        String key = request.header("idempotency-key").orElse(null);
        if (key != null && !LEGAL.matcher(key).matches()) {
            throw Problem.badParameter("Idempotency-Key", "must be 1-200 printable ASCII characters");
        }
        return new IdempotencyKey(request.writesFor(), key);
    }

    boolean isGiven() {
        return key != null;
    }

    /** A command's id; without a key one that no other command has. */
    String scopedTo(String... what) {
        if (key == null) {
            return UUID.randomUUID().toString();
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((owner + "\0" + String.join("\0", what) + "\0" + key).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
