package dev.taskflow.benchmarks;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What an installation is given to run in.
 *
 * @param directory its own, empty, for data and logs; deleted after it
 * @param bootstrapServers a Kafka broker with no topics of others; empty if {@link Installation#needsKafka} is false
 * @param registryUrl a schema registry with nothing in it; empty if there is no broker
 * @param jdk25 the home of a JDK 25, for systems that need one; empty if nobody named one
 * @param children starts its processes and ends them whatever happens
 */
public record Surroundings(
        Path directory, String bootstrapServers, String registryUrl, Optional<Path> jdk25, Children children) {}
