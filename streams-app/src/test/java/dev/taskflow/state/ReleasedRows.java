package dev.taskflow.state;

import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Task;
import dev.taskflow.schema.ReleasedSchemas;
import dev.taskflow.serde.StoredCodec;
import dev.taskflow.v1.FlowRecord;
import dev.taskflow.v1.TaskRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;

/** Rows as a release wrote them. */
final class ReleasedRows {
    private ReleasedRows() {}

    static byte[] flow(Flow flow, int version) {
        return row(new FlowRows().rows().encode(new FlowRows().row(flow, 0)), FlowRecord.getClassSchema(), version);
    }

    static byte[] task(Task task, int version) {
        return row(new TaskRows().rows().encode(new TaskRows().row(task, 0)), TaskRecord.getClassSchema(), version);
    }

    private static byte[] row(byte[] encoded, Schema current, int version) {
        Schema released = ReleasedSchemas.of(current.getName()).get(version - 1);
        try {
            int at = StoredCodec.HEADER_LENGTH;
            GenericRecord record = new GenericDatumReader<GenericRecord>(current, released)
                    .read(null, DecoderFactory.get().binaryDecoder(encoded, at, encoded.length - at, null));
            ByteBuffer bytes = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), released).encode(record);
            byte[] row = new byte[bytes.remaining()];
            bytes.get(row);
            return row;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
