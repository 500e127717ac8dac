package dev.taskflow.topics;

import dev.taskflow.schema.CompatibilityLevel;
import org.apache.avro.Schema;

/**
 * The schema of a topic's values.
 *
 * @param subject where it stands in the registry: {@code <topic>-value}
 * @param schema the current version, self-contained and language-neutral
 * @param compatibility what a new version owes to earlier ones
 */
public record ValueSchema(String subject, Schema schema, CompatibilityLevel compatibility) {}
