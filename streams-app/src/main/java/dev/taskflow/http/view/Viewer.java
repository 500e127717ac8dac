package dev.taskflow.http.view;

import dev.taskflow.http.exchange.Request;
import java.util.Optional;

/**
 * For whom a view is made.
 *
 * @param owner whose key is no secret to him
 * @param scope whose flows he sees; empty: everybody's
 * @param reveal whether what is sensitive is shown: only ever of flows that he sees, so to their owner or an operator
 */
public record Viewer(Optional<String> owner, Optional<String> scope, boolean reveal) {

    public static Viewer of(Request request) {
        return new Viewer(request.scope().or(request.caller()::owner), request.scope(), request.reveal());
    }

    /** Whether a flow of this owner exists for him (A1). */
    public boolean sees(String ownerKey) {
        return scope.isEmpty() || scope.get().equals(ownerKey);
    }

    boolean mayKnowOwner(String ownerKey) {
        return reveal || owner.filter(ownerKey::equals).isPresent();
    }
}
