package dev.taskflow.state;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A part of the owner index.
 *
 * @param from the first key; null: from the beginning
 * @param to after the last key; null: to the end
 */
public record OwnerSpan(@Nullable Bytes from, @Nullable Bytes to) {
    /** Everything. */
    public static final OwnerSpan ALL = new OwnerSpan(null, null);

    /** All flows of an owner. */
    public static OwnerSpan of(String ownerKey) {
        return new OwnerSpan(OwnerKeys.before(ownerKey), OwnerKeys.after(ownerKey));
    }

    /**
     * The flows of an owner that were created in a time.
     *
     * @param createdFrom inclusive; empty: from the beginning
     * @param createdTo exclusive; empty: to the end
     */
    public static OwnerSpan of(String ownerKey, Optional<Instant> createdFrom, Optional<Instant> createdTo) {
        OwnerSpan all = of(ownerKey);
        // The latest comes first, and an empty flow id before any other.
        return new OwnerSpan(
                createdTo.map(to -> OwnerKeys.keyBefore(ownerKey, to)).orElse(all.from()),
                createdFrom.map(from -> OwnerKeys.keyBefore(ownerKey, from)).orElse(all.to()));
    }

    /** The part after an entry, whether the entry is in the span or not. */
    public OwnerSpan after(OwnerIndex.Entry entry) {
        Bytes next = OwnerKeys.next(OwnerKeys.key(entry.ownerKey(), entry.createdAt(), entry.flowId()));
        return from != null && from.compareTo(next) > 0 ? this : new OwnerSpan(next, to);
    }

    boolean isEmpty() {
        return from != null && to != null && from.compareTo(to) >= 0;
    }
}
