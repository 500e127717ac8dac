package dev.taskflow.http;

import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The way of a command to the processor. Safe for any thread. */
public interface CommandGateway {

    /**
     * A command on its way.
     *
     * @param published completes when Kafka has the command; fails if it does not take it
     * @param result completes with the processor's answer, a rejection among them
     */
    record Submission(CompletableFuture<?> published, CompletableFuture<CommandResult> result) {}

    /**
     * Publishes a command.
     *
     * @param headers trace headers to carry on, by name
     */
    Submission submit(FlowCommand command, Map<String, String> headers);
}
