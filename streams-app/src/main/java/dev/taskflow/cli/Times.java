package dev.taskflow.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time as ISO 8601 with its offset, or a duration, which means so long ago. */
final class Times implements ITypeConverter<Instant> {

    @Override
    public Instant convert(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notATime) {
            return ago(text);
        }
    }

    private static Instant ago(String text) {
        try {
            return Instant.now().minus(new Durations().convert(text));
        } catch (TypeConversionException | DateTimeException | ArithmeticException neither) {
            throw new TypeConversionException(
                    "'" + text + "' is not a time; it must be like 2026-11-22T10:15:30Z, or 2h for two hours ago");
        }
    }
}
