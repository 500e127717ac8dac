/**
 * What an installation needs on a Kafka cluster: topics, and who may do what with them, derived from the topic catalogue and
 * from the names that the processor and its clients use. Data only, nothing here talks to Kafka. Used by {@code app}, {@code
 * cli} and tests.
 */
@NullMarked
package dev.taskflow.access;

import org.jspecify.annotations.NullMarked;
