/**
 * What Kafka Streams allows at all: a program that does nothing but read a record, get and put a row and write records, as many as
 * TaskFlow does for a flow, with TaskFlow's guarantees and settings. Installed, loaded and measured like any system.
 */
@NullMarked
package dev.taskflow.benchmarks.limit;

import org.jspecify.annotations.NullMarked;
