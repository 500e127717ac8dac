package dev.taskflow.http.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of a token file, {@code name role owner sha256}, separated by blanks: for instance {@code alice owner team-a 9f86…},
 * or {@code ops operator - 60303…} for one who belongs to no owner. The file holds the SHA-256 of each token and no token. A
 * slow, salted hash protects passwords, which can be guessed; a token of 32 random bytes cannot, so the fast one suffices.
 */
public final class StaticToken {
    private static final int RANDOM_BYTES = 32;
    private static final String NO_OWNER = "-";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,100}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

    private final Caller caller;
    private final byte[] hash;

    private StaticToken(Caller caller, byte[] hash) {
        this.caller = caller;
        this.hash = hash;
    }

    /** A new token, to be given to its user once and kept nowhere. */
    public static String generate() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return "tf_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /**
     * The line for a token's file.
     *
     * @throws IllegalArgumentException if the caller's name or owner cannot stand in one
     */
    public static String line(String token, Caller caller) {
        String line = String.join(
                " ",
                caller.name(),
                caller.role().name().toLowerCase(Locale.ROOT),
                caller.owner().orElse(NO_OWNER),
                HexFormat.of().formatHex(sha256(token)));
        parse(line);
        return line;
    }

    /** @throws IllegalArgumentException that says what is wrong with the line, without the hash */
    static StaticToken parse(String line) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length != 4) {
            throw new IllegalArgumentException("must be 'name role owner sha256', but has " + fields.length + " parts");
        }
        if (!NAME.matcher(fields[0]).matches()) {
            throw new IllegalArgumentException("the name must be 1-100 characters of A-Z a-z 0-9 . _ @ -");
        }
        Role role = Arrays.stream(Role.values())
                .filter(each -> each.name().equalsIgnoreCase(fields[1]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the role must be owner or operator"));
        Optional<String> owner = fields[2].equals(NO_OWNER) ? Optional.empty() : Optional.of(fields[2]);
        if (!SHA_256.matcher(fields[3]).matches()) {
            throw new IllegalArgumentException("the last part must be the token's SHA-256, 64 hexadecimal digits");
        }
        return new StaticToken(
                new Caller(fields[0], role, owner), HexFormat.of().parseHex(fields[3].toLowerCase(Locale.ROOT)));
    }

    static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    Caller caller() {
        return caller;
    }

    /** Takes the same time wherever the hashes differ. */
    boolean hasHash(byte[] other) {
        return MessageDigest.isEqual(hash, other);
    }
}
