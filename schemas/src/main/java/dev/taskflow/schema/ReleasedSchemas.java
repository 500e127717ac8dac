package dev.taskflow.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * The schema versions that have been given out, as documents on the class path:
 * {@code dev/taskflow/released/v<n>/<Record>.avsc}, n from 1 without gaps. Each is self-contained and language-neutral.
 */
public final class ReleasedSchemas {
    private ReleasedSchemas() {}

    /**
     * All released versions of a record, oldest first; empty if there is none.
     *
     * @param recordName the record's name without its namespace
     */
    public static List<Schema> of(String recordName) {
        List<Schema> versions = new ArrayList<>();
        for (int version = 1; ; version++) {
            try (InputStream document = ReleasedSchemas.class.getResourceAsStream(path(version, recordName))) {
                if (document == null) {
                    return List.copyOf(versions);
                }
                versions.add(new Schema.Parser().parse(document));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read the resource " + path(version, recordName), e);
            }
        }
    }

    private static String path(int version, String recordName) {
        return "/dev/taskflow/released/v" + version + "/" + recordName + ".avsc";
    }
}
