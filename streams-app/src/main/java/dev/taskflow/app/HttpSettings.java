package dev.taskflow.app;

import dev.taskflow.http.ApiAccess;
import dev.taskflow.http.ApiBounds;
import dev.taskflow.http.ApiSettings;
import dev.taskflow.http.access.Authenticator;
import dev.taskflow.http.access.JwtTokens;
import dev.taskflow.http.access.TokenFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the HTTP server needs to know, from the configuration. */
final class HttpSettings {
    private static final Duration LOOK_AT_TOKENS = Duration.ofSeconds(1);

    private HttpSettings() {}

    /** @throws InvalidConfiguration if nobody could come in, or everybody, or a file or URL cannot be used */
    static ApiSettings of(TaskFlowConfig config) {
        try {
            ApiAccess access = new ApiAccess(
                    authenticators(config),
                    config.text(HttpKeys.HTTP_DEFAULT_OWNER),
                    config.flag(HttpKeys.HTTP_METRICS_PUBLIC));
            return new ApiSettings(
                    config.text(HttpKeys.HTTP_HOST),
                    config.integer(HttpKeys.HTTP_PORT),
                    config.applicationServer(),
                    access,
                    bounds(config),
                    config.secret(HttpKeys.HTTP_CURSOR_SECRET).orElse(config.applicationId()),
                    version());
        } catch (IllegalArgumentException unusable) {
            throw new InvalidConfiguration(List.of(String.valueOf(unusable.getMessage())));
        }
    }

    private static String version() {
        String version = HttpSettings.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static ApiBounds bounds(TaskFlowConfig config) {
        ApiBounds usual = ApiBounds.DEFAULT;
        int rate = config.integer(HttpKeys.HTTP_RATE);
        return new ApiBounds(
                usual.bodyBytes(),
                usual.bodyTime(),
                Duration.ofMillis(config.integer(HttpKeys.HTTP_WAIT_MS)),
                usual.longestWait(),
                Duration.ofMillis(config.integer(HttpKeys.HTTP_PEER_TIMEOUT_MS)),
                config.integer(HttpKeys.HTTP_REQUESTS_MAX),
                config.integer(HttpKeys.HTTP_STREAMS_MAX),
                rate,
                2 * rate);
    }

    private static List<Authenticator> authenticators(TaskFlowConfig config) {
        List<Authenticator> authenticators = new ArrayList<>();
        config.given(HttpKeys.HTTP_TOKENS_FILE)
                .map(file -> new TokenFile(Path.of(file), LOOK_AT_TOKENS))
                .ifPresent(authenticators::add);
        config.given(HttpKeys.HTTP_JWKS_URL)
                .map(url -> new JwtTokens(new JwtTokens.Settings(
                        URI.create(url),
                        needed(config, HttpKeys.HTTP_JWT_ISSUER),
                        needed(config, HttpKeys.HTTP_JWT_AUDIENCE),
                        config.text(HttpKeys.HTTP_JWT_OWNER_CLAIM),
                        config.text(HttpKeys.HTTP_JWT_ROLE_CLAIM),
                        config.text(HttpKeys.HTTP_JWT_OPERATOR_ROLE))))
                .ifPresent(authenticators::add);
        return authenticators;
    }

    private static String needed(TaskFlowConfig config, String key) {
        Optional<String> value = config.given(key);
        return value.orElseThrow(() -> new IllegalArgumentException(
                key + " is missing: without it a token that was made for another service would be taken"));
    }
}
