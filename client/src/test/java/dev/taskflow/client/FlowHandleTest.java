package dev.taskflow.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.SetWaiting;
import dev.taskflow.v1.SyncMode;
import dev.taskflow.v1.TaskSpec;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The records that commands become; nothing is sent. */
class FlowHandleTest {
    private final TaskFlowClient client =
            TaskFlowClient.open(Connection.to("127.0.0.1:1", "mock://flow-handle"), "acme");
    private final FlowHandle flow = client.flow("flow");

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void envelopeIsTheFlowsAndTheOwners() {
        FlowCommand record = flow.resume().withExpectedRevision(3).toRecord();

        assertThat(record.getFlowId()).isEqualTo("flow");
        assertThat(record.getOwnerKey()).isEqualTo("acme");
        assertThat(record.getExpectedRevision()).contains(3L);
        assertThat(flow.resume().commandId()).isNotEqualTo(flow.resume().commandId());
    }

    @Test
    void C4_preparedCommandIsTheSameRecordEachTime() {
        Command command = flow.finish("done");

        assertThat(command.toRecord()).isEqualTo(command.toRecord());
        assertThat(command.withCommandId("mine").toRecord().getCommandId()).isEqualTo("mine");
    }

    @Test
    void everyKindOfCommandSetsItsOwnPayload() {
        TaskSpec task = TaskSpecs.json("run", "default", "{}");

        assertThat(flow.create("controller", "goal", task).toRecord().getCreateFlow())
                .hasValueSatisfying(create -> {
                    assertThat(create.getSyncMode()).isEqualTo(SyncMode.MANAGED);
                    assertThat(create.getControllerId()).contains("controller");
                    assertThat(create.getTasks()).containsExactly(task);
                });
        assertThat(flow.createMirror("goal", task).toRecord().getCreateFlow())
                .hasValueSatisfying(create -> assertThat(create.getSyncMode()).isEqualTo(SyncMode.TASK_MIRRORED));
        assertThat(flow.spawn(task).toRecord().getSpawnTasks())
                .hasValueSatisfying(spawn -> assertThat(spawn.getSeal()).isFalse());
        assertThat(flow.seal().toRecord().getSpawnTasks())
                .hasValueSatisfying(spawn -> assertThat(spawn.getSeal()).isTrue());
        SetWaiting waiting = SetWaiting.newBuilder().setWaitJson("{}").build();
        assertThat(flow.setWaiting(waiting).toRecord().getSetWaiting()).contains(waiting);
        assertThat(flow.resume().toRecord().getResume())
                .hasValueSatisfying(resume -> assertThat(resume.getStatus()).isEqualTo(FlowStatus.RUNNING));
        assertThat(flow.finish("done").toRecord().getFinish())
                .hasValueSatisfying(finish -> assertThat(finish.getSummary()).contains("done"));
        assertThat(flow.fail("broken").toRecord().getFail())
                .hasValueSatisfying(fail -> assertThat(fail.getError()).isEqualTo("broken"));
        assertThat(flow.cancel("why").toRecord().getRequestCancel())
                .hasValueSatisfying(cancel -> assertThat(cancel.getReason()).contains("why"));
        assertThat(flow.cancelTask("run", "why").toRecord().getCancelTask())
                .hasValueSatisfying(cancel -> assertThat(cancel.getRunId()).isEqualTo("run"));
        assertThat(flow.setNotifyPolicy(NotifyPolicy.SILENT).toRecord().getSetNotifyPolicy())
                .hasValueSatisfying(set -> assertThat(set.getRunId()).isEqualTo(Optional.empty()));
        assertThat(flow.setNotifyPolicy("run", NotifyPolicy.SILENT).toRecord().getSetNotifyPolicy())
                .hasValueSatisfying(set -> assertThat(set.getRunId()).contains("run"));
    }

    @Test
    void A1_blankOwnerIsRefusedAtOnce() {
        assertThatThrownBy(() -> TaskFlowClient.open(Connection.to("127.0.0.1:1", "mock://flow-handle"), " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ownerKey");
    }
}
