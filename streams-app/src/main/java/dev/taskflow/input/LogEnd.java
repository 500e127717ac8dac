package dev.taskflow.input;

/**
 * Where a partition ended on the broker.
 *
 * @param askedAtMs the steady time just before the broker was asked, in milliseconds; all records that the broker had confirmed by
 *     then are below the offset
 * @param offset the high watermark: one above the last record that the broker has, open transactions and their markers
 *     included
 */
public record LogEnd(long askedAtMs, long offset) {}
