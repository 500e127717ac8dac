package dev.taskflow.http.live;

import dev.taskflow.v1.FlowEvent;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * For whom a stream is.
 *
 * @param wanted which events he may see and asks for
 * @param json how he sees one
 * @param mayStay whether he may still come: a stream outlives the moment at which a token was checked
 */
public record StreamViewer(Predicate<FlowEvent> wanted, Function<FlowEvent, String> json, BooleanSupplier mayStay) {}
