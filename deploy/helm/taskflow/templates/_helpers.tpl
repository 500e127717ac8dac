{{- define "taskflow.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "taskflow.headless" -}}
{{ include "taskflow.fullname" . }}-pods
{{- end -}}

{{/* What never changes, and tells processors from the Job. */}}
{{- define "taskflow.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: processor
{{- end -}}

{{- define "taskflow.commonLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "taskflow.labels" -}}
{{ include "taskflow.selector" . }}
{{ include "taskflow.commonLabels" . }}
{{- end -}}

{{- define "taskflow.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{- define "taskflow.tokensSecret" -}}
{{ .Values.http.tokensSecret | default (printf "%s-tokens" (include "taskflow.fullname" .)) }}
{{- end -}}

{{/* The environment variable of a configuration key. */}}
{{- define "taskflow.variable" -}}
TASKFLOW_{{ . | upper | replace "." "_" | replace "-" "_" }}
{{- end -}}

{{/* Settings that every process of the release needs: where Kafka and the registry are, and what the user says. */}}
{{- define "taskflow.env" -}}
- name: TASKFLOW_BOOTSTRAP_SERVERS
  value: {{ .Values.bootstrapServers | quote }}
- name: TASKFLOW_SCHEMA_REGISTRY_URL
  value: {{ .Values.schemaRegistryUrl | quote }}
{{- range $key, $value := .Values.config }}
- name: {{ include "taskflow.variable" $key }}
  {{- /* Helm takes every number for a float, and would write a large one as 6.048e+08. */}}
  value: {{ kindIs "float64" $value | ternary ($value | int64) $value | toString | quote }}
{{- end }}
{{- range $key, $from := .Values.secretConfig }}
- name: {{ include "taskflow.variable" $key }}_FILE
  value: /etc/taskflow/secrets/{{ $key }}
{{- end }}
{{- with .Values.javaOptions }}
- name: JDK_JAVA_OPTIONS
  value: {{ . | quote }}
{{- end }}
{{- end -}}

{{- define "taskflow.mounts" -}}
- name: tmp
  mountPath: /tmp
{{- if .Values.secretConfig }}
- name: secrets
  mountPath: /etc/taskflow/secrets
  readOnly: true
{{- end }}
{{- range $name, $secret := .Values.secretFiles }}
- name: files-{{ $name }}
  mountPath: /etc/taskflow/files/{{ $name }}
  readOnly: true
{{- end }}
{{- end -}}

{{/* /tmp is where Java unpacks native libraries, some 15 MB for RocksDB, and runs them from. */}}
{{- define "taskflow.volumes" -}}
- name: tmp
  emptyDir:
    # It outlives a container that was killed, and so do the libraries in it.
    sizeLimit: 256Mi
{{- if .Values.secretConfig }}
- name: secrets
  projected:
    defaultMode: 0440
    sources:
      {{- range $key, $from := .Values.secretConfig }}
      - secret:
          name: {{ $from.secret }}
          items:
            - key: {{ $from.key }}
              path: {{ $key }}
      {{- end }}
{{- end }}
{{- range $name, $secret := .Values.secretFiles }}
- name: files-{{ $name }}
  secret:
    secretName: {{ $secret }}
    defaultMode: 0440
{{- end }}
{{- end -}}
