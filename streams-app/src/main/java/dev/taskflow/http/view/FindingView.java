package dev.taskflow.http.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.query.AuditFinding;

/** The JSON of an audit's finding: schema {@code Finding} of the OpenAPI document. */
public final class FindingView {
    private FindingView() {}

    public static ObjectNode of(AuditFinding finding, Viewer viewer) {
        View view = new View(viewer)
                .put("code", finding.code().toString())
                .put("severity", finding.code().severity())
                .put("flowId", finding.flowId())
                .put("runId", finding.runId().orElse(null))
                .put("since", finding.since().orElse(null))
                .put("detail", finding.detail());
        finding.ownerKey().ifPresent(view::owner);
        return view.build();
    }
}
