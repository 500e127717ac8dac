/**
 * Examines an installation from outside: brokers, topics, registry, rights, clocks, without the HTTP API and without changing
 * anything. For the command {@code doctor} alone.
 */
@NullMarked
package dev.taskflow.cli.doctor;

import org.jspecify.annotations.NullMarked;
