package dev.taskflow.serde;

import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/** Under which subject a topic's schema stands; the names are those of Confluent's strategy classes. */
enum SubjectNaming {
    TopicNameStrategy {
        @Override
        String subject(String topic, boolean isKey, Schema schema) {
            return topic + (isKey ? "-key" : "-value");
        }
    },
    RecordNameStrategy {
        @Override
        String subject(String topic, boolean isKey, Schema schema) {
            return schema.getFullName();
        }
    },
    TopicRecordNameStrategy {
        @Override
        String subject(String topic, boolean isKey, Schema schema) {
            return topic + "-" + schema.getFullName();
        }
    };

    abstract String subject(String topic, boolean isKey, Schema schema);

    /** From a class name with or without its package, so that a configuration for Confluent's serializer holds here. */
    static SubjectNaming of(String key, String className) {
        String simpleName = className.substring(className.lastIndexOf('.') + 1);
        return Arrays.stream(values())
                .filter(naming -> naming.name().equals(simpleName))
                .findFirst()
                .orElseThrow(() -> new ConfigException(key, className, "must be one of " + Arrays.toString(values())));
    }
}
