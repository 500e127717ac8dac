package dev.taskflow.access;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names for what Kubernetes holds: lower case, and of fewer characters than Kafka's. */
public final class ResourceName {
    private static final int MAX_LENGTH = 253;
    private static final int ROOM_FOR_DIGEST = 10;
    private static final int HEX = 16;
    private static final Pattern FIT =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    private ResourceName() {}

    /** The name itself if it is fit for Kubernetes, else one like it, with digits at its end that tell it from others. */
    public static String of(String name) {
        if (FIT.matcher(name).matches() && name.length() <= MAX_LENGTH) {
            return name;
        }
        String like = name.toLowerCase(Locale.ROOT)
                .substring(0, Math.min(name.length(), MAX_LENGTH - ROOM_FOR_DIGEST))
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        return (like.isEmpty() ? "x" : like) + "-" + Integer.toUnsignedString(name.hashCode(), HEX);
    }
}
