package dev.taskflow.serde;

import org.apache.avro.Schema;

/**
 * A version of a subject in the registry.
 *
 * @param id the schema's id, which stands in front of every record
 * @param version the version within the subject, from 1
 */
public record RegisteredSchema(String subject, int version, int id, Schema schema) {}
