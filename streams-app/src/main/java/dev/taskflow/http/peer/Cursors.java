package dev.taskflow.http.peer;

import dev.taskflow.http.exchange.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Cursors: where a page ended, encrypted with AES-GCM, so that none is made or changed by a client, and no owner's key shows
 * in one. Each is bound to what it is for, such as the filter of the list: used for anything else it is refused. A cursor
 * grants nothing: whose flows are shown is decided anew for each page. Safe for any thread.
 */
public final class Cursors {
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int MAX_LENGTH = 8_000;
    private static final int MAX_PARTS = 8;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /**
     * Cursors of one installation.
     *
     * @param secret the same on every instance
     */
    public Cursors(String secret) {
        this.key = new SecretKeySpec(sha256("taskflow-cursor-1\0" + secret), "AES");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    /**
     * Makes a cursor.
     *
     * @param purpose what it is for; needed again to read it
     */
    public String write(String purpose, List<String> parts) {
        try {
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(plain);
            out.writeByte(parts.size());
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                out.writeInt(bytes.length);
                out.write(bytes);
            }
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            ByteArrayOutputStream cursor = new ByteArrayOutputStream();
            cursor.write(VERSION);
            cursor.write(nonce);
            cursor.write(cipher(Cipher.ENCRYPT_MODE, nonce, purpose).doFinal(plain.toByteArray()));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor.toByteArray());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (GeneralSecurityException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    /**
     * What was written into a cursor.
     *
     * @param parse makes something of the parts; fails if they are not what was written
     * @throws Problem if it is not one that {@link #write} made for this purpose
     */
    public <T> T read(String purpose, String cursor, Function<List<String>, T> parse) {
        List<String> parts = parts(purpose, cursor);
        try {
            return parse.apply(parts);
        } catch (RuntimeException forged) { // whoever knows the secret can make what he likes
            throw refused();
        }
    }

    private List<String> parts(String purpose, String cursor) {
        try {
            if (cursor.length() > MAX_LENGTH) {
                throw refused();
            }
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length < 1 + NONCE_BYTES + TAG_BITS / 8 || bytes[0] != VERSION) {
                throw refused();
            }
            byte[] nonce = new byte[NONCE_BYTES];
            System.arraycopy(bytes, 1, nonce, 0, NONCE_BYTES);
            byte[] plain = cipher(Cipher.DECRYPT_MODE, nonce, purpose)
                    .doFinal(bytes, 1 + NONCE_BYTES, bytes.length - 1 - NONCE_BYTES);
            return parts(new DataInputStream(new ByteArrayInputStream(plain)));
        } catch (IllegalArgumentException | GeneralSecurityException | IOException forged) {
            throw refused();
        }
    }

    private static List<String> parts(DataInputStream in) throws IOException {
        int count = in.readUnsignedByte();
        if (count > MAX_PARTS) {
            throw new IOException("too many parts");
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = in.readInt();
            if (length < 0 || length > in.available()) {
                throw new IOException("a part is longer than the whole");
            }
            byte[] bytes = in.readNBytes(length);
            parts.add(new String(bytes, StandardCharsets.UTF_8));
        }
        return parts;
    }

    private static Problem refused() {
        return Problem.badParameter(
                "cursor", "is none that was given for this list with these parameters: begin again without it");
    }

    private Cipher cipher(int mode, byte[] nonce, String purpose) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(sha256(purpose));
        return cipher;
    }
}
