package dev.taskflow.devkit;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;

/**
 * Who may log in to a broker (SASL {@code PLAIN}, without encryption: it stays on the loopback address). What users may do, Kafka's
 * own authorizer finds in its ACLs; without any they may do nothing. The administrator, as whom the broker itself logs in too, may
 * do everything.
 *
 * @param administrator one of the users
 * @param passwords the password of each user; of {@code A-Z a-z 0-9 . _ -}, as the names are
 */
public record Logins(String administrator, Map<String, String> passwords) {
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]+");
    private static final String LOGIN_MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule required";
    private static final String PROTOCOL = "SASL_PLAINTEXT";
    private static final String MECHANISM = "PLAIN";

    /**
     * Copies the passwords.
     *
     * @throws IllegalArgumentException if the administrator has no password, or a name or password has other characters
     */
    public Logins {
        passwords = Map.copyOf(passwords);
        if (!passwords.containsKey(administrator)) {
            throw new IllegalArgumentException("the administrator " + administrator + " has no password");
        }
        passwords.forEach((user, password) -> {
            if (!WORD.matcher(user).matches() || !WORD.matcher(password).matches()) {
                throw new IllegalArgumentException(
                        "the name and the password of user " + user + " must be of A-Z a-z 0-9 . _ -");
            }
        });
    }

    /**
     * What a Kafka client logs in with, by Kafka's names.
     *
     * @throws IllegalArgumentException if there is no such user
     */
    public Map<String, String> clientSettings(String user) {
        return Map.of(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                PROTOCOL,
                SaslConfigs.SASL_MECHANISM,
                MECHANISM,
                SaslConfigs.SASL_JAAS_CONFIG,
                LOGIN_MODULE + credentials(user) + ";");
    }

    /** What the broker is told, beyond its listeners. */
    Map<String, String> brokerSettings() {
        StringBuilder accepted = new StringBuilder(LOGIN_MODULE).append(credentials(administrator));
        passwords.forEach((user, password) -> accepted.append(" user_%s=\"%s\"".formatted(user, password)));
        accepted.append(';');
        Map<String, String> settings = new HashMap<>();
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:" + administrator);
        settings.put("sasl.enabled.mechanisms", MECHANISM);
        settings.put("sasl.mechanism.inter.broker.protocol", MECHANISM);
        settings.put("sasl.mechanism.controller.protocol", MECHANISM);
        for (String listener : List.of(BrokerSettings.CLIENT_LISTENER, BrokerSettings.CONTROLLER_LISTENER)) {
            String key = "listener.name.%s.plain.sasl.jaas.config".formatted(listener.toLowerCase(Locale.ROOT));
            settings.put(key, accepted.toString());
        }
        return settings;
    }

    /** What the listeners speak. */
    String protocol() {
        return PROTOCOL;
    }

    private String credentials(String user) {
        String password = passwords.get(user);
        if (password == null) {
            throw new IllegalArgumentException("there is no user " + user);
        }
        return " username=\"%s\" password=\"%s\"".formatted(user, password);
    }

    /** Without passwords. */
    @Override
    public String toString() {
        return "Logins[administrator=" + administrator + ", users=" + passwords.keySet() + "]";
    }
}
