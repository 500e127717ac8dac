package dev.taskflow.app;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/**
 * Where settings come from. What is given on the command line wins over the environment, that over the file, and that
 * over the defaults.
 *
 * @param commandLine keys as documented, with their values
 * @param environment the whole process environment; only {@code TASKFLOW_*} is read
 * @param file a properties file in UTF-8, or null for none
 */
public record ConfigSources(Map<String, String> commandLine, Map<String, String> environment, @Nullable Path file) {

    private static final String ENVIRONMENT_PREFIX = "TASKFLOW_";
    private static final String FILE_SUFFIX = "_FILE";

    /**
     * Kubernetes gives each pod variables such as {@code TASKFLOW_SERVICE_HOST} and {@code TASKFLOW_PORT=tcp://...} for
     * a Service named {@code taskflow}. They are nobody's setting.
     */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("TASKFLOW_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_\\d+_(TCP|UDP|SCTP)(_.*)?)");

    private static final Pattern SERVICE_LINK_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    /** A value and the place it came from, in words for messages. */
    record Setting(String value, String origin) {}

    public ConfigSources {
        commandLine = Map.copyOf(commandLine);
        environment = Map.copyOf(environment);
    }

    /**
     * Merges all sources; adds a line to {@code problems} for every key that is unknown or refused and every file that
     * cannot be read.
     */
    Map<String, Setting> resolve(List<String> problems) {
        Map<String, Setting> settings = new TreeMap<>();
        fromFile(problems).forEach((key, setting) -> accept(settings, key, setting, problems));
        fromEnvironment(problems).forEach((key, setting) -> accept(settings, key, setting, problems));
        commandLine.forEach(
                (key, value) -> accept(settings, key, new Setting(value.strip(), "command line"), problems));
        return settings;
    }

    /**
     * The {@code log.format} that is given; empty if none is, or none that there is, which {@link TaskFlowConfig#load} then says. To be
     * asked before anything else: the first logger that is made fixes the format, and checking a configuration makes some.
     */
    public Optional<String> logFormat() {
        String key = LogKeys.LOG_FORMAT;
        Setting inFile = fromFile(new ArrayList<>()).get(key);
        String given = Objects.requireNonNullElse(
                commandLine.get(key), environment.getOrDefault(variable(key), inFile == null ? "" : inFile.value()));
        return Optional.of(given.strip()).filter(LogKeys.FORMATS::contains);
    }

    private static void accept(Map<String, Setting> settings, String key, Setting setting, List<String> problems) {
        if (key.startsWith(KafkaOverrides.PREFIX)) {
            KafkaOverrides.refusal(key).ifPresent(refusal -> problems.add(refusal + " (" + setting.origin() + ")"));
        } else if (!ConfigKeys.DEFINITION.names().contains(key)) {
            problems.add("unknown key " + key + " (" + setting.origin() + ")"
                    + suggestion(key, ConfigKeys.DEFINITION.names()));
            return;
        }
        settings.put(key, setting);
    }

    private Map<String, Setting> fromFile(List<String> problems) {
        if (file == null) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException unreadable) {
            problems.add("cannot read the configuration file " + file + ": " + unreadable);
            return Map.of();
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(
                        key -> key,
                        key -> new Setting(properties.getProperty(key).strip(), "file " + file)));
    }

    private Map<String, Setting> fromEnvironment(List<String> problems) {
        Map<String, String> keysByVariable = ConfigKeys.DEFINITION.names().stream()
                .collect(Collectors.toMap(ConfigSources::variable, key -> key, (a, b) -> a, LinkedHashMap::new));
        Map<String, Setting> settings = new TreeMap<>();
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (!variable.startsWith(ENVIRONMENT_PREFIX) || isServiceLink(variable, value)) {
                return;
            }
            Setting setting = new Setting(value.strip(), "environment variable " + variable);
            String key = keyOf(variable, keysByVariable);
            String secret = variable.endsWith(FILE_SUFFIX)
                    ? keyOf(variable.substring(0, variable.length() - FILE_SUFFIX.length()), keysByVariable)
                    : null;
            if (secret != null && isSecret(secret)) {
                readSecret(setting, problems)
                        .ifPresent(text -> settings.put(secret, new Setting(text, setting.origin())));
            } else if (key == null) {
                problems.add(
                        "unknown environment variable " + variable + suggestion(variable, keysByVariable.keySet()));
            } else {
                settings.put(key, setting);
            }
        });
        return settings;
    }

    private static @Nullable String keyOf(String variable, Map<String, String> keysByVariable) {
        String kafka = variable(KafkaOverrides.PREFIX);
        return variable.startsWith(kafka)
                ? KafkaOverrides.PREFIX
                        + variable.substring(kafka.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.')
                : keysByVariable.get(variable);
    }

    private static Optional<String> readSecret(Setting setting, List<String> problems) {
        try {
            return Optional.of(Files.readString(Path.of(setting.value())).strip());
        } catch (IOException | IllegalArgumentException unreadable) {
            problems.add("cannot read the file " + setting.value() + " named by the " + setting.origin() + ": "
                    + unreadable.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    /** The environment variable for a key: upper case, with underscores for dots and dashes. */
    static String variable(String key) {
        return ENVIRONMENT_PREFIX
                + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    static boolean isSecret(String key) {
        ConfigDef.ConfigKey own = ConfigKeys.DEFINITION.configKeys().get(key);
        return own == null
                ? key.startsWith(KafkaOverrides.PREFIX) && KafkaOverrides.isSecret(key)
                : own.type == ConfigDef.Type.PASSWORD;
    }

    private static boolean isServiceLink(String variable, String value) {
        return SERVICE_LINK.matcher(variable).matches()
                || (variable.endsWith("_PORT")
                        && SERVICE_LINK_ADDRESS.matcher(value).matches());
    }

    private static String suggestion(String name, Collection<String> known) {
        return NearestName.to(name, known)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("; 'taskflow config --reference' lists all keys");
    }
}
