package dev.taskflow.benchmarks.rivals;

import com.google.protobuf.ByteString;
import dev.taskflow.benchmarks.load.Target;
import io.camunda.zeebe.gateway.protocol.GatewayGrpc;
import io.camunda.zeebe.gateway.protocol.GatewayGrpc.GatewayStub;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivateJobsRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivateJobsResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivatedJob;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CancelProcessInstanceRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CompleteJobRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CreateProcessInstanceRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CreateProcessInstanceWithResultRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.DeployResourceRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.Resource;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.StreamActivatedJobsRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Zeebe: a flow is an instance of a process with a parallel gateway and a service task for each task. Asynchronous stubs; jobs are
 * pushed, and an instance is started so that its end is pushed as well.
 *
 * <p>Where it does less than TaskFlow: a cancel does not wait for the children. It takes the jobs from their workers, who learn of
 * it when they report, so the answer to the cancel is all there is, and it counts as settled.
 */
public final class ZeebeTarget implements Target {
    private static final long JOB_TIMEOUT_MILLIS = TimeUnit.MINUTES.toMillis(15);
    private static final long RESULT_TIMEOUT_MILLIS = TimeUnit.MINUTES.toMillis(5);
    private static final long LEFTOVER_POLL_MILLIS = TimeUnit.SECONDS.toMillis(10);
    private static final int LEFTOVERS_AT_ONCE = 1_000;
    private static final long OPEN_SECONDS = 120;

    private final Connection connection;
    private final GatewayStub api;
    private final ZeebeHeldFlows heldFlows = new ZeebeHeldFlows();
    private CreateProcessInstanceRequest create = CreateProcessInstanceRequest.getDefaultInstance();
    private @Nullable Observer observer;
    private int tasksPerFlow;
    private volatile boolean holding;

    /** Takes the address of a {@link ZeebeInstallation}. */
    public ZeebeTarget(Map<String, String> address) {
        connection = new Connection(address);
        api = GatewayGrpc.newStub(connection.channel());
    }

    @Override
    public void open(Observer told, int tasks, boolean hold) {
        observer = told;
        tasksPerFlow = tasks;
        create = CreateProcessInstanceRequest.newBuilder()
                .setBpmnProcessId(ForkJoinProcess.id(tasks))
                .setVersion(-1)
                .build();
        GatewayGrpc.GatewayBlockingStub blocking = GatewayGrpc.newBlockingStub(connection.channel());
        blocking.withDeadlineAfter(OPEN_SECONDS, TimeUnit.SECONDS)
                .deployResource(DeployResourceRequest.newBuilder()
                        .addResources(Resource.newBuilder()
                                .setName(ForkJoinProcess.id(tasks) + ".bpmn")
                                .setContent(ByteString.copyFromUtf8(ForkJoinProcess.bpmn(tasks))))
                        .build());
        streamJobs();
        pollLeftovers();
        blocking.withDeadlineAfter(OPEN_SECONDS, TimeUnit.SECONDS).createProcessInstanceWithResult(withResult());
        holding = hold;
    }

    @Override
    public void start(String flowId) {
        if (holding) {
            request(api::createProcessInstance, create, created -> {
                if (heldFlows.started(created.getProcessInstanceKey(), flowId, tasksPerFlow)) {
                    observer().held(flowId);
                }
            });
        } else {
            request(api::createProcessInstanceWithResult, withResult(), ended -> observer()
                    .settled(flowId));
        }
    }

    @Override
    public void cancel(String flowId) {
        OptionalLong key = heldFlows.remove(flowId);
        if (key.isEmpty()) {
            connection.failed(new IllegalStateException("Flow " + flowId + " is not under way"));
            return;
        }
        CancelProcessInstanceRequest cancel = CancelProcessInstanceRequest.newBuilder()
                .setProcessInstanceKey(key.getAsLong())
                .build();
        request(api::cancelProcessInstance, cancel, cancelled -> observer().settled(flowId));
    }

    @Override
    public long errors() {
        return connection.errors();
    }

    @Override
    public void close() {
        connection.close();
    }

    private Observer observer() {
        return Objects.requireNonNull(observer, "opened before");
    }

    private CreateProcessInstanceWithResultRequest withResult() {
        return CreateProcessInstanceWithResultRequest.newBuilder()
                .setRequest(create)
                .setRequestTimeout(RESULT_TIMEOUT_MILLIS)
                .build();
    }

    private void streamJobs() {
        api.streamActivatedJobs(
                StreamActivatedJobsRequest.newBuilder()
                        .setType(ForkJoinProcess.JOB_TYPE)
                        .setWorker("benchmark")
                        .setTimeout(JOB_TIMEOUT_MILLIS)
                        .build(),
                connection.expecting(this::work));
    }

    /** Jobs that could not be pushed, since the stream was not there or was busy, are only given to those who ask. */
    private void pollLeftovers() {
        ActivateJobsRequest poll = ActivateJobsRequest.newBuilder()
                .setType(ForkJoinProcess.JOB_TYPE)
                .setWorker("benchmark")
                .setTimeout(JOB_TIMEOUT_MILLIS)
                .setMaxJobsToActivate(LEFTOVERS_AT_ONCE)
                .setRequestTimeout(LEFTOVER_POLL_MILLIS)
                .build();
        api.activateJobs(poll, new StreamObserver<>() {
            @Override
            public void onNext(ActivateJobsResponse answer) {
                answer.getJobsList().forEach(ZeebeTarget.this::work);
            }

            @Override
            public void onError(Throwable failure) {
                connection.failed(failure);
                connection.after(1, TimeUnit.SECONDS, ZeebeTarget.this::pollLeftovers);
            }

            @Override
            public void onCompleted() {
                pollLeftovers();
            }
        });
    }

    private void work(ActivatedJob job) {
        if (!holding) {
            CompleteJobRequest complete =
                    CompleteJobRequest.newBuilder().setJobKey(job.getKey()).build();
            request(api::completeJob, complete, completed -> {});
        } else if (heldFlows.held(job.getProcessInstanceKey(), tasksPerFlow)) {
            observer().held(heldFlows.flowOf(job.getProcessInstanceKey()));
        }
    }

    /** Sends a request, and again when the server says that it is too busy, which is no error but its back-pressure. */
    private <Q, A> void request(BiConsumer<Q, StreamObserver<A>> call, Q request, Consumer<A> received) {
        call.accept(request, new Answer<>(received, failure -> {
            if (Status.fromThrowable(failure).getCode() == Status.Code.RESOURCE_EXHAUSTED) {
                long wait = ThreadLocalRandom.current().nextLong(30, 100);
                connection.after(wait, TimeUnit.MILLISECONDS, () -> request(call, request, received));
            } else {
                connection.failed(failure);
            }
        }));
    }
}
