package dev.taskflow.it;

import java.time.Duration;

/** A broker that somebody else runs. */
record ExternalKafka(String bootstrapServers) implements KafkaFixture {
    @Override
    public String kind() {
        return "external";
    }

    @Override
    public Duration sessionTimeout() {
        return Duration.ofSeconds(6);
    }

    @Override
    public void close() {}
}
