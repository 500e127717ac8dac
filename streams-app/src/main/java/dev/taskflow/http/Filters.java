package dev.taskflow.http;

import dev.taskflow.http.exchange.Problem;
import dev.taskflow.http.exchange.QueryParameters;
import dev.taskflow.http.exchange.Request;
import dev.taskflow.http.exchange.Words;
import dev.taskflow.query.FlowFilter;
import dev.taskflow.v1.FlowStatus;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads a list's filter from its query. Whose flows it shows is the caller's, whatever the query says. */
final class Filters {
    static final Set<String> NAMES = Set.of(
            "status", "controller", "label", "createdFrom", "createdTo", "updatedFrom", "updatedTo", "cancelRequested");

    private Filters() {}

    static FlowFilter of(Request request) {
        QueryParameters query = request.parameters();
        return new FlowFilter(
                request.scope(),
                statuses(query),
                query.one("controller"),
                labels(query),
                query.instant("createdFrom"),
                query.instant("createdTo"),
                query.instant("updatedFrom"),
                query.instant("updatedTo"),
                query.flag("cancelRequested"));
    }

    private static Set<FlowStatus> statuses(QueryParameters query) {
        Set<FlowStatus> statuses = EnumSet.noneOf(FlowStatus.class);
        for (String list : query.all("status")) {
            for (String name : list.split(",", -1)) {
                statuses.add(Arrays.stream(FlowStatus.values())
                        .filter(each -> each.name().equals(name) && each != FlowStatus.UNSPECIFIED)
                        .findFirst()
                        .orElseThrow(() -> Problem.badParameter(
                                "status", "must be flow statuses such as RUNNING, but has " + Words.quoted(name))));
            }
        }
        return statuses;
    }

    private static Map<String, String> labels(QueryParameters query) {
        Map<String, String> labels = new HashMap<>();
        for (String label : query.all("label")) {
            int colon = label.indexOf(':');
            if (colon < 1) {
                throw Problem.badParameter("label", "must be key:value, but is " + Words.quoted(label));
            }
            String before = labels.put(label.substring(0, colon), label.substring(colon + 1));
            if (before != null) {
                throw Problem.badParameter("label", "names " + Words.quoted(label.substring(0, colon)) + " twice");
            }
        }
        return labels;
    }
}
