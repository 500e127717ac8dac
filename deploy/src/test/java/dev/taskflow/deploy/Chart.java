package dev.taskflow.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The Helm chart, rendered by Helm itself. */
final class Chart {
    static final Path DIRECTORY = Path.of("helm", "taskflow");
    static final String RELEASE = "taskflow";

    /** The values that it is tested with; the first are its defaults. */
    static final List<String> VALUES = List.of("", "tls-sasl", "everything", "bare");

    private Chart() {}

    /**
     * What Helm would send to the cluster.
     *
     * @param values a file of the test's resources, without its ending; empty for the defaults
     * @throws RuntimeException with Helm's message, if it refuses that
     */
    static List<JsonNode> rendered(String values) {
        return rendered(values, Map.of());
    }

    /** @param set paths in the values, over those of the file */
    static List<JsonNode> rendered(String values, Map<String, Object> set) {
        TemplateCommand template = new Helm(DIRECTORY)
                .template()
                .withName(RELEASE)
                .withNamespace("flows")
                .withKubeVersion("1.33.0");
        if (!values.isEmpty()) {
            template = template.withValuesFile(file(values));
        }
        // A hook is no part of what is rendered. This way it is, and stays what it is but for when it is sent.
        template = template.set("topics.annotations.helm\\.sh/hook", "null");
        for (Map.Entry<String, Object> each : set.entrySet()) {
            template = template.set(each.getKey(), each.getValue());
        }
        return Yaml.documents(template.call());
    }

    static LintResult lint() {
        return new Helm(DIRECTORY).lint().strict().call();
    }

    /** The one manifest of this kind. */
    static JsonNode only(List<JsonNode> manifests, String kind) {
        List<JsonNode> found = manifests.stream()
                .filter(each -> each.path("kind").asText().equals(kind))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("expected one " + kind + ", found " + found.size());
        }
        return found.get(0);
    }

    private static Path file(String values) {
        return Path.of("src", "test", "resources", "values", values + ".yaml");
    }
}
