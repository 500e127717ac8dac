package dev.taskflow.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * The schema versions that have been given out, as documents on the class path:
 * {@code dev/taskflow/released/v<n>/<Record>.avsc}, n from 1 without gaps. Each is self-contained and language-neutral. A record
 * that is younger than the product is in none of the first versions.
 */
public final class ReleasedSchemas {
    /** A record that every version has: the end of the versions is where it is missing. */
    private static final String IN_EVERY_VERSION = "FlowCommand";

    private ReleasedSchemas() {}

    /**
     * All released versions of a record, oldest first; empty if there is none.
     *
     * @param recordName the record's name without its namespace
     */
    public static List<Schema> of(String recordName) {
        List<Schema> versions = new ArrayList<>();
        for (int version = 1; exists(version); version++) {
            try (InputStream document = ReleasedSchemas.class.getResourceAsStream(path(version, recordName))) {
                if (document != null) {
                    versions.add(new Schema.Parser().parse(document));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read the resource " + path(version, recordName), e);
            }
        }
        return List.copyOf(versions);
    }

    private static boolean exists(int version) {
        return ReleasedSchemas.class.getResource(path(version, IN_EVERY_VERSION)) != null;
    }

    private static String path(int version, String recordName) {
        return "/dev/taskflow/released/v" + version + "/" + recordName + ".avsc";
    }
}
