package dev.taskflow.schema;

import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topics.TopicSettings;
import dev.taskflow.v1.FlowDetailsRecord;
import dev.taskflow.v1.FlowRecord;
import dev.taskflow.v1.InputOffsetRecord;
import dev.taskflow.v1.TaskDetailsRecord;
import dev.taskflow.v1.TaskRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;

/** A record whose schema others depend on: the value of a topic, or of a store. */
record GatedRecord(Schema schema, CompatibilityLevel level) {

    private static final List<Class<?>> STORED = List.of(
            FlowRecord.class,
            FlowDetailsRecord.class,
            TaskRecord.class,
            TaskDetailsRecord.class,
            InputOffsetRecord.class);

    static List<GatedRecord> all() {
        List<GatedRecord> all = new ArrayList<>();
        TopicCatalogue topics = TopicCatalogue.of("", List.of("any"), TopicSettings.DEFAULTS);
        for (Topic<?> topic : topics.all()) {
            topic.valueSchema().ifPresent(value -> all.add(new GatedRecord(value.schema(), value.compatibility())));
        }
        for (Class<?> stored : STORED) {
            all.add(new GatedRecord(NeutralSchema.of(stored), CompatibilityLevel.BACKWARD_TRANSITIVE));
        }
        return all;
    }

    String name() {
        return schema.getName();
    }

    String document() {
        return document(schema);
    }

    static String document(Schema schema) {
        return SchemaFormatter.format("json/pretty", schema) + "\n";
    }

    @Override
    public String toString() {
        return name();
    }
}
