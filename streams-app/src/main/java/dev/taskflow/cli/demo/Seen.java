package dev.taskflow.cli.demo;

import dev.taskflow.topics.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;

/** A record that the recorder read, in committed order within its partition. */
record Seen<V>(Topic<V> topic, String key, V value, Headers headers) {

    String header(String name) {
        var header = headers.lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
