package dev.taskflow.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** Where all chance of a simulation comes from: the same seed, the same course of events. */
final class Chance {
    private final SplittableRandom random;

    Chance(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Whether something happens that does so often in a thousand times. */
    boolean perMille(int often) {
        return random.nextInt(1_000) < often;
    }

    boolean percent(int often) {
        return random.nextInt(100) < often;
    }

    /** From low to high, both included. */
    int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    /** From low to high, short ones more often than long ones. */
    long mostlyShort(long low, long high) {
        return low + (long) ((high - low) * Math.pow(random.nextDouble(), 4));
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    byte[] bytes(int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return bytes;
    }
}
