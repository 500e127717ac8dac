package dev.taskflow.app;

import static dev.taskflow.app.Validators.between;
import static dev.taskflow.app.Validators.notBlank;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import dev.taskflow.http.ApiBounds;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The HTTP API: where it is, and who may come. */
final class HttpKeys {
    static final String HTTP_HOST = "http.host";
    static final String HTTP_PORT = "http.port";
    static final String HTTP_TOKENS_FILE = "http.auth.tokens.file";
    static final String HTTP_JWKS_URL = "http.auth.jwks.url";
    static final String HTTP_JWT_ISSUER = "http.auth.jwt.issuer";
    static final String HTTP_JWT_AUDIENCE = "http.auth.jwt.audience";
    static final String HTTP_JWT_OWNER_CLAIM = "http.auth.jwt.owner.claim";
    static final String HTTP_JWT_ROLE_CLAIM = "http.auth.jwt.role.claim";
    static final String HTTP_JWT_OPERATOR_ROLE = "http.auth.jwt.operator.role";
    static final String HTTP_DEFAULT_OWNER = "http.default.owner";
    static final String HTTP_METRICS_PUBLIC = "http.metrics.public";
    static final String HTTP_CURSOR_SECRET = "http.cursor.secret";
    static final String HTTP_WAIT_MS = "http.wait.ms";
    static final String HTTP_PEER_TIMEOUT_MS = "http.peer.timeout.ms";
    static final String HTTP_REQUESTS_MAX = "http.requests.max";
    static final String HTTP_STREAMS_MAX = "http.streams.max";
    static final String HTTP_RATE = "http.requests.per.second";

    private HttpKeys() {}

    static void define(Definition keys) {
        keys.group("HTTP")
                .key(
                        HTTP_HOST,
                        STRING,
                        "127.0.0.1",
                        notBlank(),
                        Importance.HIGH,
                        "Address that the HTTP server listens on. Any other than loopback needs authentication. Put TLS in front of"
                                + " it: tokens and answers are not encrypted, between instances neither.")
                .key(
                        HTTP_PORT,
                        INT,
                        8080,
                        between(-1, 65_535),
                        Importance.HIGH,
                        "Port of the HTTP server; 0 for a free one, -1 for no HTTP.")
                .key(
                        HTTP_TOKENS_FILE,
                        STRING,
                        null,
                        null,
                        Importance.HIGH,
                        "File of bearer tokens, one 'name role owner sha256' a line: the role owner or operator, '-' for no owner, and"
                                + " the SHA-256 of the token in hexadecimal. Read again when it has changed.")
                .key(
                        HTTP_JWKS_URL,
                        STRING,
                        null,
                        null,
                        Importance.HIGH,
                        "URL of the keys with which the issuer of JSON Web Tokens signs. Needs http.auth.jwt.issuer and"
                                + " http.auth.jwt.audience.")
                .key(HTTP_JWT_ISSUER, STRING, null, null, Importance.MEDIUM, "The issuer ('iss') that a JWT must have.")
                .key(
                        HTTP_JWT_AUDIENCE,
                        STRING,
                        null,
                        null,
                        Importance.MEDIUM,
                        "The audience ('aud') that a JWT must have.")
                .key(
                        HTTP_JWT_OWNER_CLAIM,
                        STRING,
                        "sub",
                        notBlank(),
                        Importance.MEDIUM,
                        "The claim of a JWT that holds the owner key.")
                .key(
                        HTTP_JWT_ROLE_CLAIM,
                        STRING,
                        "roles",
                        notBlank(),
                        Importance.MEDIUM,
                        "The claim of a JWT that holds roles: a list, or a text with blanks between them.")
                .key(
                        HTTP_JWT_OPERATOR_ROLE,
                        STRING,
                        "taskflow-operator",
                        notBlank(),
                        Importance.MEDIUM,
                        "The role in a JWT that makes an operator.")
                .key(
                        HTTP_DEFAULT_OWNER,
                        STRING,
                        "local",
                        notBlank(),
                        Importance.LOW,
                        "Without authentication: the owner for whom a request acts that names none in TaskFlow-Owner.")
                .key(
                        HTTP_METRICS_PUBLIC,
                        BOOLEAN,
                        false,
                        null,
                        Importance.LOW,
                        "Whether /metrics is for everybody instead of for operators. It names no flow and no owner.")
                .key(
                        HTTP_CURSOR_SECRET,
                        PASSWORD,
                        null,
                        null,
                        Importance.LOW,
                        "What list cursors are encrypted with, the same on every instance. Without it they are encrypted with"
                                + " application.id, which keeps them from eyes and accidents, not from somebody who knows it; a forged"
                                + " cursor shows nobody a flow that is not his.")
                .key(
                        HTTP_WAIT_MS,
                        INT,
                        (int) ApiBounds.DEFAULT.usualWait().toMillis(),
                        between(0, 60_000),
                        Importance.LOW,
                        "How long a request waits for its command to be decided unless it says so in Prefer, in milliseconds.")
                .key(
                        HTTP_PEER_TIMEOUT_MS,
                        INT,
                        (int) ApiBounds.DEFAULT.peerTime().toMillis(),
                        between(100, 60_000),
                        Importance.LOW,
                        "How long another instance may take to answer for its part, in milliseconds.")
                .key(
                        HTTP_REQUESTS_MAX,
                        INT,
                        ApiBounds.DEFAULT.requestsInFlight(),
                        between(1, 100_000),
                        Importance.LOW,
                        "Requests that are being answered at a time; more get 503.")
                .key(
                        HTTP_STREAMS_MAX,
                        INT,
                        ApiBounds.DEFAULT.streams(),
                        between(0, 100_000),
                        Importance.LOW,
                        "Event streams that are open at a time; more get 503.")
                .key(
                        HTTP_RATE,
                        INT,
                        ApiBounds.DEFAULT.requestsPerSecond(),
                        between(1, 1_000_000),
                        Importance.LOW,
                        "Requests of one caller a second, with twice as many at once; more get 429.");
    }
}
