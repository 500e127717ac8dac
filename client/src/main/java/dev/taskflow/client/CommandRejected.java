package dev.taskflow.client;

import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RejectionCode;
import java.util.Optional;

/** The processor refused the command: nothing was changed (C10). The message is the processor's and says what to do. */
public final class CommandRejected extends TaskFlowException {
    private static final long serialVersionUID = 1L;

    private final transient CommandResult result;

    CommandRejected(CommandResult result) {
        super(
                result.getCode().orElse(RejectionCode.UNSPECIFIED) + ": "
                        + result.getMessage().orElse(""),
                null);
        this.result = result;
    }

    /** Why it was refused; {@code UNSPECIFIED} for a code that is newer than this client. */
    public RejectionCode code() {
        return result.getCode().orElse(RejectionCode.UNSPECIFIED);
    }

    /** The flow's revision, for the next attempt to decide on; empty where the flow is not there or not the owner's. */
    public Optional<Long> revision() {
        return result.getRevision();
    }

    /** The flow's status; empty where the flow is not there or not the owner's. */
    public Optional<FlowStatus> status() {
        return result.getStatus();
    }

    /** The whole answer, with existing tasks that the command named. Not kept when the exception is serialized. */
    public CommandResult result() {
        return result;
    }
}
