package dev.taskflow.http;

import dev.taskflow.http.exchange.Answer;
import dev.taskflow.http.exchange.Request;
import java.util.concurrent.CompletionStage;

/** Answers the requests of a route. Throws, or fails with, a {@link dev.taskflow.http.exchange.Problem} to refuse one. */
@FunctionalInterface
interface Endpoint {
    CompletionStage<? extends Answer> answer(Request request);
}
