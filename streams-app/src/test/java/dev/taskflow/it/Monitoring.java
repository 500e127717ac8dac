package dev.taskflow.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The files that operators are given to watch TaskFlow with. */
final class Monitoring {
    private static final Path FOLDER = Path.of("..", "deploy", "monitoring");
    private static final Pattern HEADING = Pattern.compile("^## (\\S+)$", Pattern.MULTILINE);

    private Monitoring() {}

    static JsonNode dashboard() {
        return read(new ObjectMapper(), "grafana-dashboard.json");
    }

    /** The alerts by name. */
    static Map<String, JsonNode> alerts() {
        Map<String, JsonNode> alerts = new TreeMap<>();
        read(new ObjectMapper(new YAMLFactory()), "prometheus-rules.yaml")
                .path("groups")
                .forEach(group -> group.path("rules")
                        .forEach(rule -> alerts.put(rule.path("alert").asText(), rule)));
        return alerts;
    }

    /** By which the Helm chart has instances added. */
    static String scalingMetric() {
        return read(new ObjectMapper(new YAMLFactory()), "../helm/taskflow/values.yaml")
                .at("/autoscaling/metric")
                .asText();
    }

    /** What the runbook has paragraphs for. */
    static List<String> paragraphs() {
        try {
            return HEADING.matcher(Files.readString(FOLDER.resolve("RUNBOOK.md")))
                    .results()
                    .map((MatchResult heading) -> heading.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each expression of rules and dashboard, with where it stands. */
    static Map<String, String> expressions() {
        Map<String, String> expressions = new TreeMap<>();
        alerts().forEach((name, alert) ->
                expressions.put("alert " + name, alert.path("expr").asText()));
        dashboard().path("panels").forEach(panel -> panel.path("targets")
                .forEach(target -> expressions.put(
                        "panel %s %s of %s"
                                .formatted(
                                        panel.path("id"),
                                        target.path("refId").asText(),
                                        panel.path("title").asText()),
                        target.path("expr").asText())));
        return expressions;
    }

    private static JsonNode read(ObjectMapper format, String file) {
        try {
            return format.readTree(Files.readString(FOLDER.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
