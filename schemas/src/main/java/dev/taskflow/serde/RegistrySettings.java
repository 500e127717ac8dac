package dev.taskflow.serde;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * Where the registry is and how patiently it is asked.
 *
 * @param urls at least one, all http(s) or exactly one {@code mock://<scope>}; without user info and trailing slash
 * @param userInfo {@code user:password} for HTTP basic authentication
 * @param maxRetries how often a failed request is repeated
 * @param firstWait the wait before the first repetition, doubled for each further one
 */
record RegistrySettings(
        List<URI> urls,
        Optional<String> userInfo,
        Duration connectTimeout,
        Duration readTimeout,
        int maxRetries,
        Duration firstWait,
        Duration maxWait) {
    static final String URL = "schema.registry.url";
    private static final String MOCK = "mock";

    static RegistrySettings of(Map<String, ?> config) {
        ConfigValues values = new ConfigValues(config);
        List<URI> urls = new ArrayList<>();
        Optional<String> userInfo =
                values.text("basic.auth.user.info").or(() -> values.text("schema.registry.basic.auth.user.info"));
        for (String text : values.texts(URL)) {
            URI url = parse(text);
            userInfo = userInfo.or(() -> Optional.ofNullable(url.getUserInfo()));
            urls.add(withoutUserInfo(url));
        }
        if (urls.isEmpty()) {
            throw new ConfigException(URL + " is missing: set it to the schema registry's URL, http://host:port");
        }
        if (urls.size() > 1 && urls.stream().anyMatch(RegistrySettings::isMock)) {
            throw new ConfigException(URL, urls, "a mock:// URL must be the only one");
        }
        return new RegistrySettings(
                List.copyOf(urls),
                userInfo,
                Duration.ofMillis(Math.max(1, values.number("http.connect.timeout.ms", 5_000))),
                Duration.ofMillis(Math.max(1, values.number("http.read.timeout.ms", 10_000))),
                values.number("max.retries", 3),
                Duration.ofMillis(values.number("retries.wait.ms", 200)),
                Duration.ofMillis(values.number("retries.max.wait.ms", 2_000)));
    }

    SchemaRegistryClient connect() {
        URI first = urls.get(0);
        return isMock(first)
                ? InMemorySchemaRegistry.scope(first.getAuthority())
                : new CachingSchemaRegistryClient(new HttpSchemaRegistryClient(new RegistryTransport(this)));
    }

    private static boolean isMock(URI url) {
        return MOCK.equals(url.getScheme());
    }

    private static URI parse(String text) {
        try {
            URI url = new URI(text.replaceAll("/+$", ""));
            String scheme = String.valueOf(url.getScheme());
            boolean complete = url.getAuthority() != null && (isMock(url) || url.getHost() != null);
            if (complete && List.of("http", "https", MOCK).contains(scheme)) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Said below. The cause is left out: it quotes the URL, which may hold a password.
        }
        throw new ConfigException(URL + ": '" + text.replaceAll("//[^/]*@", "//***@")
                + "' is not a registry's URL; it must be like http://host:port or https://host:port");
    }

    private static URI withoutUserInfo(URI url) {
        return url.getRawUserInfo() == null ? url : URI.create(url.toString().replace(url.getRawUserInfo() + "@", ""));
    }
}
