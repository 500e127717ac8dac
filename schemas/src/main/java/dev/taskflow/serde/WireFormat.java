package dev.taskflow.serde;

/** The frame around a record on a topic: a zero byte and the schema's id, big endian, then Avro binary. */
final class WireFormat {
    static final byte MAGIC = 0;
    static final int PREFIX_LENGTH = 1 + Integer.BYTES;

    private WireFormat() {}

    static byte[] prefix(int schemaId) {
        return new byte[] {
            MAGIC, (byte) (schemaId >>> 24), (byte) (schemaId >>> 16), (byte) (schemaId >>> 8), (byte) schemaId
        };
    }

    static boolean isFramed(byte[] record) {
        return record.length >= PREFIX_LENGTH && record[0] == MAGIC;
    }

    /** The schema id of a framed record. */
    static int schemaId(byte[] record) {
        return (record[1] & 0xff) << 24 | (record[2] & 0xff) << 16 | (record[3] & 0xff) << 8 | (record[4] & 0xff);
    }
}
