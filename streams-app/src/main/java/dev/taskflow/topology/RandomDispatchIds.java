package dev.taskflow.topology;

import dev.taskflow.rules.DispatchIds;
import java.security.SecureRandom;
import java.util.Base64;

/** 128 random bits as 22 characters. Random rather than derived: nobody but the worker may know the id (A2). */
final class RandomDispatchIds implements DispatchIds {
    private static final int BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();

    @Override
    public String next() {
        byte[] id = new byte[BYTES];
        random.nextBytes(id);
        return encoder.encodeToString(id);
    }
}
