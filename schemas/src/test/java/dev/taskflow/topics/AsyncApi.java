package dev.taskflow.topics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The topics as an <a href="https://www.asyncapi.com/docs/reference/specification/v3.0.0">AsyncAPI 3.0</a> document, from the
 * processor's side: it receives commands and reports, and sends the rest. For one document; used by one thread.
 */
final class AsyncApi {
    private static final String VERSION = "3.0.0";
    private static final String KAFKA_BINDING = "0.5.0";
    private static final String AVRO = "application/vnd.apache.avro;version=1.12.0";
    private static final String TEXT = "string";

    private static final String TRACE_CONTEXT =
            "W3C Trace Context; those of an input are on every output that it causes, unless they are longer than 8 KiB.";

    private static final List<Header> INPUT_HEADERS =
            List.of(new Header("traceparent", TRACE_CONTEXT), new Header("tracestate", TRACE_CONTEXT));

    private static final List<Header> OUTPUT_HEADERS = List.of(
            new Header("ce_specversion", "CloudEvents: 1.0."),
            new Header("ce_id", "CloudEvents: the same for a record that is sent again."),
            new Header("ce_source", "CloudEvents: the processor, /<application.id>."),
            new Header("ce_type", "CloudEvents: the full name of the value's record."),
            new Header("ce_time", "CloudEvents: when it happened, RFC 3339."),
            new Header("ce_subject", "CloudEvents: the record's key."),
            new Header("traceparent", TRACE_CONTEXT),
            new Header("tracestate", TRACE_CONTEXT));

    private static final List<Header> DEAD_LETTER_HEADERS = List.of(
            new Header("__streams.errors.topic", "Where the record was received."),
            new Header("__streams.errors.partition", "Where the record was received."),
            new Header("__streams.errors.offset", "Where the record was received."),
            new Header("__streams.errors.exception", "What was wrong: the class of the error."),
            new Header("__streams.errors.message", "What was wrong."),
            new Header("__streams.errors.stacktrace", "What was wrong: where in the code."),
            new Header(
                    "taskflow.value-replaced", "\"true\" if the value was too large: it is its SHA-256 and length."));

    private final ObjectMapper json = new ObjectMapper();
    private final ObjectNode document = json.createObjectNode();
    private final ObjectNode channels;
    private final ObjectNode operations;
    private final ObjectNode messages;

    /** One of them, for all. */
    private final String runtime;

    private enum Action {
        RECEIVE,
        SEND
    }

    private record Header(String name, String description) {}

    /** How a topic is described. */
    private record Described(String id, Topic<?> topic, Action action, String key, String summary) {
        String message() {
            return topic.valueSchema().map(value -> value.schema().getName()).orElse("DeadLetter");
        }

        List<Header> headers() {
            if (topic.valueSchema().isEmpty()) {
                return DEAD_LETTER_HEADERS;
            }
            return action == Action.RECEIVE ? INPUT_HEADERS : OUTPUT_HEADERS;
        }
    }

    private AsyncApi(TopicCatalogue topics, String productVersion) {
        document.put("asyncapi", VERSION);
        ObjectNode info = document.putObject("info");
        info.put("title", "TaskFlow on Kafka");
        info.put("version", productVersion);
        info.put(
                "description",
                "Durable parent jobs (flows) with child tasks and a cancel that really works. Values are Avro in the Confluent wire"
                        + " format: 0x00, the schema's id in 4 bytes, big-endian, Avro binary. Keys are UTF-8.");
        info.putObject("license").put("name", "Apache-2.0");
        document.put("defaultContentType", "application/vnd.apache.avro");
        channels = document.putObject("channels");
        operations = document.putObject("operations");
        messages = document.putObject("components").putObject("messages");
        runtime = topics.runtimes().iterator().next();
        described(topics).forEach(this::add);
    }

    /**
     * The document, as JSON.
     *
     * @param topics those described, with one runtime at least; the topics of all runtimes are one channel, as {@code tasks.{runtime}}
     * @param productVersion stands as the document's version
     */
    static String of(TopicCatalogue topics, String productVersion) {
        AsyncApi api = new AsyncApi(topics, productVersion);
        try {
            return api.json.writerWithDefaultPrettyPrinter().writeValueAsString(api.document) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that is no JSON", e);
        }
    }

    private List<Described> described(TopicCatalogue topics) {
        return List.of(
                new Described(
                        "flowCommands",
                        topics.flowCommands(),
                        Action.RECEIVE,
                        "flowId",
                        "What producers want of flows."),
                new Described("taskEvents", topics.taskEvents(), Action.RECEIVE, "flowId", "What workers report."),
                new Described(
                        "tasks",
                        topics.tasks(runtime),
                        Action.SEND,
                        "taskId",
                        "What the workers of a runtime are to do; a dispatch may come twice, and one completion of it counts."),
                new Described(
                        "taskCancellations",
                        topics.taskCancellations(),
                        Action.SEND,
                        "taskId",
                        "What workers are to stop; every worker reads all of it."),
                new Described("flowEvents", topics.flowEvents(), Action.SEND, "flowId", "Every flow's full history."),
                new Described(
                        "flowSettled",
                        topics.flowSettled(),
                        Action.SEND,
                        "flowId",
                        "Flows that have settled, once each."),
                new Described("commandResults", topics.commandResults(), Action.SEND, "flowId", "Answers to commands."),
                new Described(
                        "deadLetters",
                        topics.deadLetters(),
                        Action.SEND,
                        "as it was received",
                        "Records that could not be processed, as they were received."));
    }

    private void add(Described described) {
        boolean ofRuntime = described.id().equals("tasks");
        Topic<?> topic = described.topic();
        ObjectNode channel = channels.putObject(described.id());
        channel.put("address", ofRuntime ? ofAnyRuntime(topic.name(), runtime) : topic.name());
        channel.put("description", described.summary());
        if (ofRuntime) {
            channel.putObject("parameters").putObject("runtime").put("description", "A configured pool of workers.");
        }
        reference(
                channel.putObject("messages").putObject(described.message()),
                "components/messages",
                described.message());
        addBinding(channel, described);

        Action action = described.action();
        ObjectNode operation =
                operations.putObject((action == Action.RECEIVE ? "receive" : "send") + described.message());
        operation.put("action", action == Action.RECEIVE ? "receive" : "send");
        reference(operation.putObject("channel"), "channels", described.id());
        operation.put("summary", described.summary());

        addMessage(described);
    }

    /** The catalogue's own name for a runtime's topic, with the runtime left open. */
    private static String ofAnyRuntime(String name, String runtime) {
        return name.substring(0, name.length() - runtime.length()) + "{runtime}";
    }

    private void addBinding(ObjectNode channel, Described described) {
        Topic<?> topic = described.topic();
        ObjectNode kafka = channel.putObject("bindings").putObject("kafka");
        kafka.put("partitions", topic.partitions());
        if (topic.replicationFactor() > 0) {
            kafka.put("replicas", topic.replicationFactor());
        }
        ObjectNode configuration = kafka.putObject("topicConfiguration");
        Map<String, String> configs = new TreeMap<>(topic.configs());
        String cleanup = configs.remove(TopicConfig.CLEANUP_POLICY_CONFIG);
        configuration.putArray(TopicConfig.CLEANUP_POLICY_CONFIG).add(cleanup);
        String timestamps = configs.remove(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
        configs.forEach((name, value) -> configuration.put(name, Long.parseLong(value)));
        configuration.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, timestamps);
        kafka.put("bindingVersion", KAFKA_BINDING);
    }

    private void addMessage(Described described) {
        ObjectNode message = messages.putObject(described.message());
        message.put("name", described.message());
        message.put("summary", described.summary());
        ObjectNode headers = message.putObject("headers");
        headers.put("type", "object");
        ObjectNode properties = headers.putObject("properties");
        for (Header header : described.headers()) {
            properties.putObject(header.name()).put("type", TEXT).put("description", header.description());
        }
        described.topic().valueSchema().ifPresent(value -> addPayload(message, value.schema()));
        ObjectNode kafka = message.putObject("bindings").putObject("kafka");
        kafka.putObject("key").put("type", TEXT).put("description", described.key());
        described.topic().valueSchema().ifPresent(value -> {
            kafka.put("schemaIdLocation", "payload");
            kafka.put("schemaIdPayloadEncoding", "confluent");
            kafka.put("schemaLookupStrategy", "TopicNameStrategy");
        });
        kafka.put("bindingVersion", KAFKA_BINDING);
    }

    private void addPayload(ObjectNode message, Schema schema) {
        ObjectNode payload = message.putObject("payload");
        payload.put("schemaFormat", AVRO);
        try {
            payload.set("schema", json.readTree(schema.toString()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro printed a schema that is not JSON: " + schema.getFullName(), e);
        }
    }

    private static void reference(ObjectNode node, String where, String name) {
        node.put("$ref", "#/" + where + "/" + name);
    }
}
