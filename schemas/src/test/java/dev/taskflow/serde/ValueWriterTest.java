package dev.taskflow.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValueWriterTest {
    private static final byte[] NO_PREFIX = {};
    private static final int RANDOM_RECORDS = 300;
    private static final long SEED = 4711;

    /** What TaskFlow's schemas do not have: a record in itself, null last, a union of three, float, fixed. */
    private static final Schema FOREIGN = new Schema.Parser()
            .parse(
                    """
            {"type": "record", "name": "Node", "fields": [
              {"name": "next", "type": ["null", "Node"]},
              {"name": "nullLast", "type": ["string", "null"]},
              {"name": "threeBranches", "type": ["null", "long", "string"]},
              {"name": "ratio", "type": "float"},
              {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 4}},
              {"name": "nothing", "type": "null"}]}""");

    static List<SpecificRecord> records() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("records")
    void theBytesAreThoseOfAvrosOwnWriter(SpecificRecord record) throws IOException {
        assertThat(written(record)).isEqualTo(byAvro(record));
    }

    @ParameterizedTest
    @MethodSource("records")
    void theBytesAreThoseOfAvrosOwnWriterWhateverIsInTheRecord(SpecificRecord like) throws IOException {
        RecordReader<? extends SpecificRecord> reader = new RecordReader<>(like.getClass(), like.getSchema());
        for (Object random : new RandomData(like.getSchema(), RANDOM_RECORDS, SEED, true)) {
            byte[] bytes =
                    EncodeBuffer.encode(NO_PREFIX, ValueWriter.ofAvro(like.getSchema(), new SpecificData()), random);
            SpecificRecord record = reader.read(bytes, 0);

            assertThat(written(record)).isEqualTo(byAvro(record));
        }
    }

    @Test
    void whatOurSchemasDoNotHaveIsWrittenToo() throws IOException {
        GenericData.Record last = node(null, "end", null);
        GenericData.Record middle = node(last, null, 1L << 40);
        GenericData.Record first = node(middle, "ö", "text");

        byte[] bytes = EncodeBuffer.encode(NO_PREFIX, ValueWriter.of(FOREIGN, SpecificData.get()), first);

        assertThat(bytes)
                .isEqualTo(EncodeBuffer.encode(NO_PREFIX, ValueWriter.ofAvro(FOREIGN, SpecificData.get()), first));
    }

    @Test
    void whatIsWrongWithARecordIsSaidInAvrosWords() {
        SpecificRecord record = Samples.flowSettled();
        record.put(record.getSchema().getField("goal").pos(), null);

        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> written(record))
                .withMessageContaining("FlowSettled")
                .withMessageContaining("goal");
    }

    private static GenericData.Record node(
            GenericData.@Nullable Record next, @Nullable String nullLast, @Nullable Object threeBranches) {
        GenericData.Record node = new GenericData.Record(FOREIGN);
        node.put("next", next);
        node.put("nullLast", nullLast);
        node.put("threeBranches", threeBranches);
        node.put("ratio", 0.5f);
        Schema hash = FOREIGN.getField("hash").schema();
        node.put(
                "hash",
                new GenericData.Fixed(hash, ByteBuffer.allocate(4).putInt(42).array()));
        return node;
    }

    private static byte[] written(SpecificRecord record) {
        return new RecordWriter<>(record.getClass(), record.getSchema(), NO_PREFIX).write(record);
    }

    /** By Avro alone, encoder and all. */
    private static byte[] byAvro(SpecificRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new SpecificDatumWriter<>(record.getSchema(), SpecificData.getForClass(record.getClass()))
                .write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
