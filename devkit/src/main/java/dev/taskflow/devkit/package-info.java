/**
 * A Kafka broker and a schema registry inside this JVM, for development, demos and tests. Not for production use:
 * neither has access control unless the broker is given {@link dev.taskflow.devkit.Logins}, and both answer on the loopback address
 * only. Hosts use {@link dev.taskflow.devkit.DevKafka} and {@link dev.taskflow.devkit.DevSchemaRegistry}; everything else is theirs.
 */
@NullMarked
package dev.taskflow.devkit;

import org.jspecify.annotations.NullMarked;
