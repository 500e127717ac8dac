package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.client.ClientOptions;
import dev.taskflow.client.FlowHandle;
import dev.taskflow.client.ListenerOptions;
import dev.taskflow.client.SettlementHandler;
import dev.taskflow.client.SettlementListener;
import dev.taskflow.client.TaskFlowClient;
import dev.taskflow.client.TaskSpecs;
import dev.taskflow.client.worker.TaskContext;
import dev.taskflow.client.worker.TaskResult;
import dev.taskflow.client.worker.TaskWorker;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.SpawnTasks;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A producer, a worker and a listener that trace with OpenTelemetry's SDK, of which TaskFlow knows nothing. */
class TracingIT {
    private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final TextMapGetter<Map<String, String>> BY_NAME = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> headers) {
            return headers.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    };

    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final SdkTracerProvider sdk = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exported))
            .build();
    private final Tracer tracer = sdk.get("test");

    @AfterEach
    void shutDown() {
        sdk.close();
    }

    @Test
    void aProducersSpanItsTaskAndTheSettlementAreOneTrace() {
        taskflow.startProcessor("a");
        taskflow.closing(TaskWorker.of(taskflow.connection(), TaskFlowFixture.RUNTIME, this::work)
                .start());
        taskflow.closing(SettlementListener.start(
                taskflow.connection(),
                taskflow.config().applicationId() + "-announcer",
                ListenerOptions.DEFAULTS,
                SettlementHandler.traced(this::announce)));
        TaskFlowClient client = taskflow.closing(TaskFlowClient.open(
                taskflow.connection(),
                TaskFlowFixture.OWNER,
                ClientOptions.DEFAULTS.withTraceHeaders(() -> headersOf(Context.current()))));

        FlowHandle flow = client.newFlow();
        flow.create(CreateFlow.newBuilder()
                        .setControllerId("shop")
                        .setGoal("ship")
                        .setCompletion(Completion.WHEN_TASKS_SETTLE)
                        .build())
                .submit()
                .join();
        Span order = tracer.spanBuilder("order").startSpan();
        try (Scope current = order.makeCurrent()) {
            assertThat(current).isNotNull();
            flow.spawn(new SpawnTasks(List.of(TaskSpecs.json("pack", TaskFlowFixture.RUNTIME, "{}")), true))
                    .submit()
                    .join();
        } finally {
            order.end();
        }

        TopicLog.await("the settlement is traced", () -> names().contains("announce"));
        SpanData producer = span("order");
        SpanData worker = span("pack");
        SpanData listener = span("announce");
        assertThat(List.of(worker.getTraceId(), listener.getTraceId())).containsOnly(producer.getTraceId());
        assertThat(worker.getParentSpanId()).isEqualTo(producer.getSpanId());
        assertThat(listener.getParentSpanId()).isEqualTo(worker.getSpanId());
    }

    private TaskResult work(TaskContext task) {
        Span span = beneath(task.traceHeaders(), task.runId());
        task.continueTrace(headersOf(Context.root().with(span)));
        span.end();
        return TaskResult.succeeded();
    }

    private void announce(FlowSettled settled, Map<String, String> traceHeaders) {
        beneath(traceHeaders, "announce").end();
    }

    private Span beneath(Map<String, String> headers, String name) {
        return tracer.spanBuilder(name)
                .setParent(W3C.extract(Context.root(), headers, BY_NAME))
                .startSpan();
    }

    private static Map<String, String> headersOf(Context context) {
        Map<String, String> headers = new HashMap<>();
        W3C.inject(context, headers, (carrier, name, value) -> {
            if (carrier != null) {
                carrier.put(name, value);
            }
        });
        return headers;
    }

    private List<String> names() {
        return exported.getFinishedSpanItems().stream().map(SpanData::getName).toList();
    }

    private SpanData span(String name) {
        List<SpanData> found = exported.getFinishedSpanItems().stream()
                .filter(each -> each.getName().equals(name))
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }
}
