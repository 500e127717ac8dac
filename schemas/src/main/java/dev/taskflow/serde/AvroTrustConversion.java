package dev.taskflow.serde;

import org.apache.avro.Conversion;

/**
 * Calls {@link AvroTrust#install()} as soon as the first generated class is used, so that also its builder works without
 * any preparation. Avro finds this class through {@link java.util.ServiceLoader} when it makes a class's data model. It
 * converts nothing: there is no logical type of this name.
 */
public final class AvroTrustConversion extends Conversion<AvroTrust> {

    /** For {@link java.util.ServiceLoader}. */
    public AvroTrustConversion() {
        AvroTrust.install();
    }

    @Override
    public Class<AvroTrust> getConvertedType() {
        return AvroTrust.class;
    }

    @Override
    public String getLogicalTypeName() {
        return "dev.taskflow.trust";
    }
}
