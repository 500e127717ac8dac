package dev.taskflow.devkit;

import org.apache.avro.Schema;

/** A schema under its id, which is never given to another one. */
record StoredSchema(int id, SchemaText text, Schema avro) {}
