/**
 * How records become bytes: Avro in the Confluent wire format on topics, with the schema registry's client, and Avro
 * single-object encoding in stores.
 *
 * <p>Anyone who reads or writes TaskFlow's records from Java may use it. On the reading side one distinction holds
 * throughout: a {@link org.apache.kafka.common.errors.SerializationException} means that this record is bad and will stay
 * so; any other exception means that nothing is known about the record.
 */
@NullMarked
package dev.taskflow.serde;

import org.jspecify.annotations.NullMarked;
