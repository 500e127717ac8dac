package dev.taskflow.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.LintResult;
import dev.taskflow.app.InvalidConfiguration;
import dev.taskflow.app.TaskFlowConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChartTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void helmFindsNoFault() {
        LintResult lint = Chart.lint();

        assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
    }

    @ParameterizedTest
    @FieldSource("dev.taskflow.deploy.Chart#VALUES")
    void everyManifestFollowsItsSchema(String values) {
        List<JsonNode> manifests = Chart.rendered(values);

        assertThat(manifests).isNotEmpty().allSatisfy(manifest -> assertThatCode(
                        () -> KubernetesSchemas.check(manifest))
                .doesNotThrowAnyException());
    }

    @Test
    void allThatCanBeSwitchedOnIsTested() {
        Set<String> kinds = new TreeSet<>();
        Chart.rendered("everything").forEach(each -> kinds.add(each.path("kind").asText()));
        Chart.rendered("").forEach(each -> kinds.add(each.path("kind").asText()));

        assertThat(kinds)
                .containsExactly(
                        "HorizontalPodAutoscaler",
                        "Job",
                        "NetworkPolicy",
                        "PodDisruptionBudget",
                        "Secret",
                        "Service",
                        "ServiceAccount",
                        "ServiceMonitor",
                        "StatefulSet");
    }

    @Test
    void allThatCanBeSwitchedOffIsTested() {
        assertThat(Chart.rendered("bare"))
                .extracting(each -> each.path("kind").asText())
                .doesNotContain("HorizontalPodAutoscaler", "Job", "NetworkPolicy", "PodDisruptionBudget");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/spec/template/spec/containers/0/livenessProbe/httpGet",
                "/spec/template/spec/securityContext",
                "/spec/volumeClaimTemplates/0/spec",
                "/spec",
                "/metadata"
            })
    void aFieldThatKubernetesDoesNotKnowIsFound(String place) {
        ObjectNode statefulSet = statefulSet("");
        ((ObjectNode) statefulSet.at(place)).put("noSuchField", "1");

        assertThatThrownBy(() -> KubernetesSchemas.check(statefulSet)).hasMessageContaining("noSuchField");
    }

    @Test
    void aFieldThatIsMissingIsFound() {
        ObjectNode statefulSet = statefulSet("");
        ((ObjectNode) statefulSet.path("spec")).remove("selector");

        assertThatThrownBy(() -> KubernetesSchemas.check(statefulSet)).hasMessageContaining("selector");
    }

    @Test
    void aFieldOfAnotherTypeIsFound() {
        ObjectNode statefulSet = statefulSet("");
        ((ObjectNode) statefulSet.at("/spec")).put("replicas", "3");

        assertThatThrownBy(() -> KubernetesSchemas.check(statefulSet)).hasMessageContaining("/spec/replicas");
    }

    @Test
    void aFieldThatPrometheusDoesNotKnowIsFound() {
        ObjectNode monitor = (ObjectNode) Chart.only(Chart.rendered("everything"), "ServiceMonitor");
        ((ObjectNode) monitor.at("/spec/endpoints/0")).put("noSuchField", "1");

        assertThatThrownBy(() -> KubernetesSchemas.check(monitor)).hasMessageContaining("noSuchField");
    }

    @ParameterizedTest
    @FieldSource("dev.taskflow.deploy.Chart#VALUES")
    void theProcessorTakesEverySetting(String values) {
        Map<String, String> environment = Settings.ofContainer(container(statefulSet(values)));

        assertThat(environment).containsKey("TASKFLOW_BOOTSTRAP_SERVERS");
        assertThatCode(() -> Settings.accepted(environment, Settings.secretIn(directory)))
                .doesNotThrowAnyException();
    }

    @Test
    void aLargeNumberStaysOne() {
        assertThat(Settings.ofContainer(container(statefulSet("everything"))))
                .containsEntry("TASKFLOW_RETENTION_MS", "1209600000");
    }

    @Test
    void topicsAreMadeWithTheProcessorsSettings() {
        List<JsonNode> manifests = Chart.rendered("tls-sasl");
        Map<String, String> job = Settings.ofContainer(container(Chart.only(manifests, "Job")));
        Map<String, String> processor = Settings.ofContainer(container(Chart.only(manifests, "StatefulSet")));

        TaskFlowConfig config = Settings.accepted(job, Settings.secretIn(directory));

        assertThat(processor).containsAllEntriesOf(job);
        assertThat(config.bootstrapServers()).contains("kafka-1.kafka:9093");
    }

    @Test
    void whoMakesTopicsMayBeAnotherUser() {
        List<JsonNode> manifests = Chart.rendered(
                "tls-sasl",
                Map.of(
                        "topics.secretConfig.kafka\\.sasl\\.jaas\\.config.secret",
                        "operator",
                        "topics.secretConfig.kafka\\.sasl\\.jaas\\.config.key",
                        "jaas",
                        "topics.config.flow\\.partitions",
                        "12"));
        JsonNode job = Chart.only(manifests, "Job");
        JsonNode processor = Chart.only(manifests, "StatefulSet");

        assertThat(secretOf(job)).isEqualTo("operator");
        assertThat(secretOf(processor)).isNotEmpty().isNotEqualTo("operator");
        assertThat(Settings.ofContainer(container(job))).containsEntry("TASKFLOW_FLOW_PARTITIONS", "12");
        assertThat(Settings.ofContainer(container(processor))).doesNotContainKey("TASKFLOW_FLOW_PARTITIONS");
    }

    /** Where Kafka's login comes from. */
    private static String secretOf(JsonNode workload) {
        return StreamSupport.stream(workload.at("/spec/template/spec/volumes").spliterator(), false)
                .flatMap(volume ->
                        StreamSupport.stream(volume.at("/projected/sources").spliterator(), false))
                .filter(source -> source.at("/secret/items/0/path").asText().equals("kafka.sasl.jaas.config"))
                .map(source -> source.at("/secret/name").asText())
                .findFirst()
                .orElse("");
    }

    @Test
    void pathsOutStillLeadToOtherPodsAndToNames() {
        JsonNode egress =
                Chart.only(Chart.rendered("everything"), "NetworkPolicy").at("/spec/egress");

        assertThat(egress.at("/0/to/0/podSelector/matchLabels/app.kubernetes.io~1component")
                        .asText())
                .isEqualTo("processor");
        assertThat(egress.at("/1/ports/0/port").asInt()).isEqualTo(53);
        assertThat(egress.at("/2/ports/0/port").asInt()).isEqualTo(9092);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka.sasl.jaas.config", "kafka.ssl.keystore.password", "basic.auth.user.info"})
    void aSecretInTheEnvironmentIsRefused(String key) {
        Map<String, Object> value = Map.of("config." + key.replace(".", "\\."), "x");

        assertThatThrownBy(() -> Chart.rendered("", value)).hasMessageContaining(key);
    }

    @Test
    void aSettingThatTheProcessorDoesNotKnowIsFound() {
        JsonNode container =
                container(Chart.only(Chart.rendered("", Map.of("config.no\\.such\\.key", "1")), "StatefulSet"));

        assertThatThrownBy(() -> Settings.accepted(Settings.ofContainer(container), null))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("TASKFLOW_NO_SUCH_KEY");
    }

    @Test
    void everySecretIsAFileThatIsMounted() {
        ObjectNode statefulSet = statefulSet("tls-sasl");
        List<String> mounted = statefulSet.at("/spec/template/spec/volumes").findValuesAsText("path");

        assertThat(Settings.ofContainer(container(statefulSet)).entrySet())
                .filteredOn(variable -> variable.getValue().startsWith("/etc/taskflow/secrets/"))
                .hasSize(3)
                .allSatisfy(variable -> {
                    assertThat(variable.getKey()).endsWith("_FILE");
                    assertThat(mounted).contains(variable.getValue().substring("/etc/taskflow/secrets/".length()));
                });
    }

    @ParameterizedTest
    @FieldSource("dev.taskflow.deploy.Chart#VALUES")
    void everyMountHasItsVolumeAndEveryVolumeItsMount(String values) {
        for (JsonNode manifest : Chart.rendered(values)) {
            JsonNode pod = manifest.at("/spec/template/spec");
            if (pod.isMissingNode()) {
                continue;
            }
            Set<String> volumes = new TreeSet<>(names(pod.path("volumes")));
            manifest.at("/spec/volumeClaimTemplates")
                    .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));

            assertThat(names(pod.at("/containers/0/volumeMounts"))).containsExactlyInAnyOrderElementsOf(volumes);
        }
    }

    @Test
    void eachPodKeepsItsNameAndItsState() {
        ObjectNode statefulSet = statefulSet("");
        Map<String, String> environment = Settings.ofContainer(container(statefulSet));
        String headless = statefulSet.at("/spec/serviceName").asText();

        assertThat(environment)
                .containsEntry("TASKFLOW_GROUP_INSTANCE_ID", "taskflow-0")
                .containsEntry("TASKFLOW_APPLICATION_SERVER", "taskflow-0." + headless + ".flows.svc:8080");
        // In a folder of the volume, that the processor makes itself: the volume's root belongs to root.
        assertThat(Path.of(environment.get("TASKFLOW_STATE_DIR")).getParent())
                .hasToString(mountPath(statefulSet, "state"));
        assertThat(Chart.rendered(""))
                .filteredOn(each -> each.path("kind").asText().equals("Service")
                        && each.at("/metadata/name").asText().equals(headless))
                .singleElement()
                .satisfies(service -> {
                    assertThat(service.at("/spec/clusterIP").asText()).isEqualTo("None");
                    assertThat(service.at("/spec/publishNotReadyAddresses").asBoolean())
                            .isTrue();
                });
    }

    @Test
    void withoutStaticMembershipNoPodClaimsAName() {
        assertThat(Settings.ofContainer(container(statefulSet("bare"))))
                .doesNotContainKey("TASKFLOW_GROUP_INSTANCE_ID");
    }

    @ParameterizedTest
    @FieldSource("dev.taskflow.deploy.Chart#VALUES")
    void portsAgree(String values) {
        List<JsonNode> manifests = Chart.rendered(values);
        JsonNode container = container(Chart.only(manifests, "StatefulSet"));
        String port = Settings.ofContainer(container).get("TASKFLOW_HTTP_PORT");

        assertThat(container.at("/ports/0/containerPort").asText()).isEqualTo(port);
        assertThat(Settings.ofContainer(container).get("TASKFLOW_APPLICATION_SERVER"))
                .endsWith(":" + port);
        assertThat(manifests)
                .filteredOn(each -> each.path("kind").asText().equals("Service"))
                .hasSize(2)
                .allSatisfy(service -> assertThat(
                                service.at("/spec/ports/0/targetPort").asText())
                        .isEqualTo(container.at("/ports/0/name").asText()));
    }

    @Test
    void probesAskWhatTheyAreFor() {
        JsonNode container = container(statefulSet(""));

        assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/health/live");
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/live");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
    }

    @ParameterizedTest
    @FieldSource("dev.taskflow.deploy.Chart#VALUES")
    void podsHaveNoRightsThatTheyDoNotNeed(String values) {
        List<JsonNode> pods = Chart.rendered(values).stream()
                .map(each -> each.at("/spec/template/spec"))
                .filter(pod -> !pod.isMissingNode())
                .toList();

        assertThat(pods).isNotEmpty().allSatisfy(pod -> {
            JsonNode container = pod.at("/containers/0/securityContext");
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/runAsUser").asText()).isEqualTo(ImageTest.user());
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(container.at("/readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(container.at("/allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(container.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
        });
    }

    @Test
    void whoRunsCanBeLeftToTheCluster() {
        List<JsonNode> pods = Chart.rendered(
                        "",
                        Map.of(
                                "podSecurityContext.runAsUser", "null",
                                "podSecurityContext.runAsGroup", "null",
                                "podSecurityContext.fsGroup", "null"))
                .stream()
                .map(each -> each.at("/spec/template/spec"))
                .filter(pod -> !pod.isMissingNode())
                .toList();

        assertThat(pods).hasSize(2).allSatisfy(pod -> {
            assertThat(pod.path("securityContext").properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactlyInAnyOrder("runAsNonRoot", "fsGroupChangePolicy", "seccompProfile");
            // Another user than the image's may not enter its working directory, but for the volume that is mounted
            // there.
            assertThat(pod.at("/containers/0/workingDir").asText().equals("/tmp")
                            || names(pod.at("/containers/0/volumeMounts")).contains("state"))
                    .isTrue();
        });
    }

    @Test
    void changedSettingsRollThePodsAndChangedTokensDoNot() {
        JsonNode before = Chart.only(Chart.rendered(""), "StatefulSet");
        String token = "ops operator - " + "0".repeat(64);

        JsonNode withToken = Chart.only(Chart.rendered("", Map.of("http.tokens[0]", token)), "StatefulSet");
        JsonNode withSetting = Chart.only(Chart.rendered("", Map.of("config.cancel\\.grace\\.ms", "1")), "StatefulSet");

        assertThat(withToken).isEqualTo(before);
        assertThat(withSetting.at("/spec/template")).isNotEqualTo(before.at("/spec/template"));
    }

    @Test
    void selectorsFindTheProcessorsAndNoJob() {
        List<JsonNode> manifests = Chart.rendered("everything");
        JsonNode selector = Chart.only(manifests, "StatefulSet").at("/spec/selector/matchLabels");

        assertThat(List.of(
                        Chart.only(manifests, "PodDisruptionBudget").at("/spec/selector/matchLabels"),
                        Chart.only(manifests, "NetworkPolicy").at("/spec/podSelector/matchLabels"),
                        Chart.only(manifests, "ServiceMonitor").at("/spec/selector/matchLabels")))
                .containsOnly(selector);
        assertThat(matches(selector, Chart.only(manifests, "StatefulSet").at("/spec/template/metadata/labels")))
                .isTrue();
        assertThat(matches(selector, Chart.only(manifests, "Job").at("/spec/template/metadata/labels")))
                .isFalse();
        // Prometheus scrapes what a Service with these labels leads to: one, or every pod would be there twice.
        assertThat(manifests)
                .filteredOn(each -> each.path("kind").asText().equals("Service"))
                .filteredOn(each -> matches(selector, each.at("/metadata/labels")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"state.dir", "group.instance.id", "application.server", "http.port", "bootstrap.servers"})
    void whatTheChartSetsItselfIsRefused(String key) {
        assertThatThrownBy(() -> Chart.rendered("", Map.of("config." + key.replace(".", "\\."), "1")))
                .hasMessageContaining(key);
    }

    @Test
    void aValueThatTheChartDoesNotKnowIsRefused() {
        assertThatThrownBy(() -> Chart.rendered("", Map.of("replicas", "5"))).hasMessageContaining("replicas");
    }

    @Test
    void aServiceMonitorThatWouldBeShutOutIsRefused() {
        assertThatThrownBy(() -> Chart.rendered("", Map.of("serviceMonitor.enabled", "true")))
                .hasMessageContaining("http.metrics.public");
    }

    private static ObjectNode statefulSet(String values) {
        return (ObjectNode) Chart.only(Chart.rendered(values), "StatefulSet");
    }

    private static JsonNode container(JsonNode workload) {
        ArrayNode containers = (ArrayNode) workload.at("/spec/template/spec/containers");
        assertThat(containers).hasSize(1);
        return containers.get(0);
    }

    private static String mountPath(JsonNode workload, String volume) {
        return StreamSupport.stream(container(workload).path("volumeMounts").spliterator(), false)
                .filter(mount -> mount.path("name").asText().equals(volume))
                .map(mount -> mount.path("mountPath").asText())
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.path("name").asText())
                .toList();
    }

    private static boolean matches(JsonNode selector, JsonNode labels) {
        return selector.properties().stream().allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
    }
}
