package dev.taskflow.http;

import dev.taskflow.http.exchange.Words;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What of a request may stand in a log. */
final class LogText {
    private LogText() {}

    static String of(String text) {
        return Words.quoted(text);
    }

    /** Tells owners apart without naming them: the beginning of the SHA-256 of the owner key, in hexadecimal. */
    static String fingerprint(String ownerKey) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(ownerKey.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
