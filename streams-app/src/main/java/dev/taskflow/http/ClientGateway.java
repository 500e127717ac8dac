package dev.taskflow.http;

import dev.taskflow.client.CommandNotSent;
import dev.taskflow.client.CommandRejected;
import dev.taskflow.client.TaskFlowClient;
import dev.taskflow.http.exchange.Problem;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Commands go out by the client that every Java producer uses. */
public final class ClientGateway implements CommandGateway {
    private final TaskFlowClient client;
    private final Duration longestWait;

    /**
     * A gateway over a client.
     *
     * @param client stays open as long as this is used; its own owner is of no matter
     */
    public ClientGateway(TaskFlowClient client, Duration longestWait) {
        this.client = client;
        this.longestWait = longestWait;
    }

    @Override
    public Submission submit(FlowCommand command, Map<String, String> headers) {
        TaskFlowClient.Submission sent = client.submission(command, headers, longestWait);
        return new Submission(sent.durable(), sent.result().exceptionally(ClientGateway::rejected));
    }

    private static CommandResult rejected(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof CommandRejected rejected) {
            return rejected.result();
        }
        if (cause instanceof CommandNotSent notSent && notSent.getCause() instanceof RecordTooLargeException) {
            throw new Problem(413, "TOO_LARGE", "The command is larger than Kafka takes: keep large data elsewhere.");
        }
        throw new CompletionException(cause);
    }
}
