package dev.taskflow.cli;

import dev.taskflow.cli.api.Connection;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which instance a command talks to, and as whom. A token is never given on the command line: other users could see it there. */
final class ConnectionOptions {

    private static final String DEFAULT_URL = "http://127.0.0.1:8080";
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "[::1]");

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "An instance's HTTP address; any will do (" + ClientVariables.URL + ", else " + DEFAULT_URL + ").")
    private @Nullable String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the bearer token (" + ClientVariables.TOKEN_FILE + ", else the token itself in "
                    + ClientVariables.TOKEN + ").")
    private @Nullable Path tokenFile;

    @Option(
            names = "--owner",
            paramLabel = "OWNER",
            description = "As an operator, act for this owner (" + ClientVariables.OWNER + ").")
    private @Nullable String owner;

    @Option(
            names = "--request-timeout",
            paramLabel = "DURATION",
            defaultValue = "30s",
            converter = Durations.class,
            description = "How long to wait for an answer, also from an instance that says 'later' (${DEFAULT-VALUE}).")
    private Duration requestTimeout = Duration.ofSeconds(30);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** @throws ParameterException if something given cannot be used; it quotes no token */
    Connection connection() {
        Map<String, String> environment = environment();
        URI address =
                address(url == null ? set(environment, ClientVariables.URL).orElse(DEFAULT_URL) : url, spec);
        Optional<String> actFor = owner == null
                ? set(environment, ClientVariables.OWNER)
                : Optional.of(owner).filter(key -> !key.isEmpty());
        actFor.filter(key -> !key.matches("[\\x20-\\x7e]+")).ifPresent(key -> {
            throw wrong("the owner must be printable ASCII, as it travels in an HTTP header");
        });
        if (requestTimeout.isZero()) {
            throw wrong("--request-timeout must be above zero");
        }
        return new Connection(address, token(environment), actFor, requestTimeout);
    }

    /** Whether a token would travel where others can read it. */
    static boolean exposesToken(Connection connection) {
        return connection.token().isPresent()
                && connection.url().getScheme().equals("http")
                && !LOOPBACK.contains(connection.url().getHost());
    }

    private Map<String, String> environment() {
        return spec.root().userObject() instanceof TaskFlowCommand root ? root.environment() : Map.of();
    }

    /** @throws ParameterException if it is not an instance's address; it quotes nothing */
    static URI address(String text, CommandSpec spec) {
        try {
            URI address = new URI(text.replaceAll("/+$", ""));
            boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (http
                    && address.getHost() != null
                    && address.getRawUserInfo() == null
                    && address.getRawQuery() == null
                    && address.getRawFragment() == null) {
                return address;
            }
        } catch (URISyntaxException noAddress) {
            // Said below. The cause is left out: it quotes the URL, which may hold a password.
        }
        throw new ParameterException(
                spec.commandLine(),
                "the URL of an instance must be like http://host:8080 or https://host, without user and query");
    }

    private Optional<String> token(Map<String, String> environment) {
        Path file = tokenFile != null
                ? tokenFile
                : set(environment, ClientVariables.TOKEN_FILE).map(Path::of).orElse(null);
        String token = file == null ? set(environment, ClientVariables.TOKEN).orElse(null) : read(file);
        if (token == null) {
            return Optional.empty();
        }
        if (!token.strip().matches("[\\x21-\\x7e]+")) {
            throw wrong((file == null ? ClientVariables.TOKEN : file)
                    + " must hold one token: printable ASCII without blanks");
        }
        return Optional.of(token.strip());
    }

    /** An empty variable is as good as none. */
    private static Optional<String> set(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isEmpty());
    }

    private String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw wrong("cannot read the token file " + file + ": "
                    + unreadable.getClass().getSimpleName());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
