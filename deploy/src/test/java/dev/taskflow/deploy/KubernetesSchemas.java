package dev.taskflow.deploy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.util.Map;

/**
 * What an API server would say of a manifest before it looks at the cluster: unknown fields, missing ones, wrong types. Kubernetes'
 * own kinds by the classes that its client makes of its OpenAPI document, ServiceMonitor by a model of its definition, Strimzi's by
 * the classes that its operators read them by.
 */
final class KubernetesSchemas {
    private static final Map<String, Class<?>> KINDS = Map.of(
            "apps/v1 StatefulSet", V1StatefulSet.class,
            "autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class,
            "batch/v1 Job", V1Job.class,
            "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class,
            "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class,
            "v1 Secret", V1Secret.class,
            "v1 Service", V1Service.class,
            "v1 ServiceAccount", V1ServiceAccount.class);

    private static final Map<String, Class<?>> CUSTOM_KINDS = Map.of(
            "monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class,
            "kafka.strimzi.io/v1 KafkaTopic", KafkaTopic.class,
            "kafka.strimzi.io/v1 KafkaUser", KafkaUser.class);

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new AsWritten())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private KubernetesSchemas() {}

    /** @throws IllegalArgumentException saying what is wrong with the manifest */
    static void check(JsonNode manifest) {
        String kind = manifest.path("apiVersion").asText() + " "
                + manifest.path("kind").asText();
        Class<?> custom = CUSTOM_KINDS.get(kind);
        if (custom != null) {
            checkCustom(kind, manifest, custom);
            return;
        }
        Class<?> model = KINDS.get(kind);
        if (model == null) {
            throw new IllegalArgumentException("no schema for " + kind);
        }
        // Reading checks names and what is required. Types it bends where it can: what was bent is written otherwise
        // than it was read.
        JsonNode written = tree(JSON.serialize(JSON.<Object>deserialize(manifest.toString(), model)));
        compare(kind, manifest, written);
    }

    /** All that was said must have been understood; empty lists and maps are added in between. */
    private static void compare(String place, JsonNode said, JsonNode understood) {
        if (said.isObject() && understood.isObject()) {
            said.properties()
                    .forEach(field ->
                            compare(place + "/" + field.getKey(), field.getValue(), understood.path(field.getKey())));
        } else if (said.isArray() && said.size() == understood.size()) {
            for (int i = 0; i < said.size(); i++) {
                compare(place + "/" + i, said.get(i), understood.get(i));
            }
        } else if (!said.equals(understood)) {
            throw new IllegalArgumentException(place + ": " + said + " is taken for " + understood);
        }
    }

    private static void checkCustom(String kind, JsonNode manifest, Class<?> model) {
        try {
            compare(kind, manifest, STRICT.valueToTree(STRICT.treeToValue(manifest, model)));
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    private static JsonNode tree(String json) {
        try {
            return Yaml.JSON.readTree(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The models would keep unknown properties aside, and not write what is as it is by default. */
    private static final class AsWritten extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }

        @Override
        public JsonInclude.Value findPropertyInclusion(Annotated annotated) {
            return JsonInclude.Value.empty();
        }
    }
}
