package dev.taskflow.http;

import dev.taskflow.http.access.Authenticator;
import dev.taskflow.http.access.Caller;
import dev.taskflow.http.access.RateLimits;
import dev.taskflow.http.exchange.Answer;
import dev.taskflow.http.exchange.Problem;
import dev.taskflow.http.exchange.QueryParameters;
import dev.taskflow.http.exchange.Request;
import dev.taskflow.http.peer.Peers;
import dev.taskflow.query.StateMoving;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From Jetty's request to ours, and from our answer to Jetty's: who asks, how often, what, and what came of it. */
final class RequestHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int MAX_OWNER = 1_000;

    /** Paths are split before they are decoded, so an encoded slash or percent sign in an owner key is no danger. */
    private static final Set<UriCompliance.Violation> TAKEN_IN_ADDRESSES =
            Set.of(UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR, UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING);

    /** Before a value that is percent-encoded, as RFC 8187 has it. */
    private static final String ENCODED = "UTF-8''";

    private final Router router;
    private final ApiAccess access;
    private final ApiBounds bounds;
    private final RateLimits rates;
    private final Semaphore inFlight;
    private final Executor executor;

    RequestHandler(Router router, ApiSettings settings, Executor executor) {
        this.router = router;
        this.access = settings.access();
        this.bounds = settings.bounds();
        this.rates = new RateLimits(bounds.requestsPerSecond(), bounds.burst(), System::nanoTime);
        this.inFlight = new Semaphore(bounds.requestsInFlight());
        this.executor = executor;
    }

    @Override
    public boolean handle(org.eclipse.jetty.server.Request jetty, Response response, Callback callback) {
        String requestId = requestId(jetty);
        SecurityHeaders.put(response);
        response.getHeaders().put("X-Request-Id", requestId);
        boolean counts = !isHealth(jetty); // Who asks for health stops what does not answer.
        if (counts && !inFlight.tryAcquire()) {
            closeUnlessRead(jetty, response);
            write(
                    response,
                    callback,
                    Problem.busy("Too many requests are being answered.").answer(requestId));
            return true;
        }
        AtomicBoolean held = new AtomicBoolean(counts);
        CompletableFuture<? extends Answer> answer;
        try {
            answer = answer(jetty, requestId);
        } catch (RuntimeException refused) {
            answer = CompletableFuture.failedFuture(refused);
        }
        CompletableFuture<?> unused = answer.whenComplete((done, failure) -> {
            if (held.getAndSet(false)) {
                inFlight.release();
            }
            Answer given = failure == null ? done : refusal(failure, requestId);
            if (given instanceof Answer.Stream stream) {
                stream(response, callback, stream);
            } else if (given instanceof Answer.Whole whole) {
                closeUnlessRead(jetty, response);
                write(response, callback, whole);
            }
        });
        return true;
    }

    private static boolean isHealth(org.eclipse.jetty.server.Request jetty) {
        String path = jetty.getHttpURI().getPath();
        return path != null && path.startsWith("/health/");
    }

    private CompletableFuture<? extends Answer> answer(org.eclipse.jetty.server.Request jetty, String requestId) {
        refuseAmbiguous(jetty.getHttpURI());
        String path = Optional.ofNullable(jetty.getHttpURI().getPath()).orElse("");
        Caller caller = null;
        Problem stranger = null;
        try {
            caller = caller(jetty);
        } catch (Problem unknown) {
            stranger = unknown;
        }
        Router.Match match;
        try {
            match = router.match(jetty.getMethod(), path);
        } catch (Problem nothing) {
            throw stranger == null ? nothing : stranger; // strangers do not learn what there is
        }
        Route route = match.route();
        if (route.access() == Route.Access.ANYONE) {
            caller = caller == null ? access.anyone() : caller;
        } else if (caller == null) {
            throw stranger;
        } else {
            admit(caller);
            if (route.access() == Route.Access.OPERATOR && !caller.isOperator()) {
                throw new Problem(403, "FORBIDDEN", "This is for operators.");
            }
        }
        String query = Optional.ofNullable(jetty.getHttpURI().getQuery()).orElse("");
        QueryParameters parameters = QueryParameters.parse(query);
        parameters.allowOnly(route.parameters());
        Map<String, String> headers = headers(jetty);
        Optional<String> actFor = actFor(caller, headers.get("taskflow-owner"));
        boolean hop = headers.containsKey(Peers.HOP.toLowerCase(Locale.ROOT));
        Request request = new Request(
                requestId,
                jetty.getMethod(),
                path,
                query,
                match.pathParameters(),
                parameters,
                headers,
                new byte[0],
                caller,
                actFor,
                hop);
        // What is wrong with these is said also where they make no difference.
        request.reveal();
        request.staleAllowed();
        note(request);
        if (!jetty.getMethod().equals("POST")) {
            return route.endpoint().answer(request).toCompletableFuture();
        }
        return Bodies.read(jetty, bounds).thenCompose(body -> route.endpoint().answer(request.withBody(body)));
    }

    private static void refuseAmbiguous(HttpURI address) {
        List<String> refused = address.getViolations().stream()
                .filter(each -> !TAKEN_IN_ADDRESSES.contains(each))
                .map(UriCompliance.Violation::getDescription)
                .toList();
        if (!refused.isEmpty()) {
            throw Problem.malformed(
                    "The address is not clear (" + String.join("; ", refused)
                            + "). Encode each part of its path by percent signs as UTF-8, and leave out parts that are empty, '.' or '..', also before a ';'.");
        }
    }

    private Caller caller(org.eclipse.jetty.server.Request jetty) {
        if (access.isOpen()) {
            LoopbackOnly.check(jetty);
            return access.anyone();
        }
        String authorization = jetty.getHeaders().get("Authorization");
        String token = Optional.ofNullable(authorization)
                .flatMap(ApiAccess::bearer)
                .orElseThrow(() -> unauthenticated("Send the header 'Authorization: Bearer <token>'."));
        try {
            Optional<Caller> caller = access.caller(token);
            return caller.orElseThrow(() -> unauthenticated("The token is not known, or not valid any more."));
        } catch (Authenticator.Unavailable away) {
            LOG.warn("A token cannot be checked now: {}", away.toString());
            throw Problem.unavailable("The token cannot be checked now.");
        }
    }

    private static Problem unauthenticated(String detail) {
        return new Problem(401, "UNAUTHENTICATED", detail);
    }

    private void admit(Caller caller) {
        int seconds = rates.secondsUntilAllowed(caller.name());
        if (seconds > 0) {
            throw new Problem(429, "TOO_MANY_REQUESTS", "You ask more often than this instance answers.")
                    .retryAfter(seconds);
        }
    }

    private static Optional<String> actFor(Caller caller, @org.jspecify.annotations.Nullable String owner) {
        if (owner == null) {
            return Optional.empty();
        }
        if (!caller.isOperator()) {
            throw new Problem(403, "FORBIDDEN", "Only operators act for others: leave TaskFlow-Owner out.");
        }
        if (owner.chars().anyMatch(each -> each < ' ' || each > '~')) {
            // Proxies and clients do what they like with such characters in a header.
            throw Problem.badParameter(
                    "TaskFlow-Owner", "must be ASCII: send other owner keys as " + ENCODED + "%C3%BC");
        }
        String key = owner.startsWith(ENCODED) ? Router.decoded(owner.substring(ENCODED.length())) : owner;
        if (key.isBlank() || key.length() > MAX_OWNER || key.chars().anyMatch(Character::isISOControl)) {
            throw Problem.badParameter("TaskFlow-Owner", "must be an owner key of 1-1000 printable characters");
        }
        return Optional.of(key);
    }

    /** What an operator does with other people's flows leaves a trace. Names of owners do not go into logs. */
    private static void note(Request request) {
        boolean actsForOther = request.actFor().isPresent()
                && !request.actFor().equals(request.caller().owner());
        boolean reveals = request.reveal() && request.caller().isOperator();
        // Also what says that another instance sends it: anybody may say so.
        if (actsForOther || reveals) {
            LOG.info(
                    "Operator {}: caller={} method={} path={} owner={} request={}",
                    actsForOther ? reveals ? "acts for an owner and reveals" : "acts for an owner" : "reveals",
                    LogText.of(request.caller().name()),
                    request.method(),
                    LogText.of(request.path()),
                    request.actFor().map(LogText::fingerprint).orElse("-"),
                    request.id());
        }
    }

    private static Map<String, String> headers(org.eclipse.jetty.server.Request jetty) {
        Map<String, String> headers = new HashMap<>();
        for (HttpField field : jetty.getHeaders()) {
            String value = field.getValue();
            headers.putIfAbsent(field.getName().toLowerCase(Locale.ROOT), value == null ? "" : value);
        }
        return headers;
    }

    private static String requestId(org.eclipse.jetty.server.Request jetty) {
        String given = jetty.getHeaders().get("X-Request-Id");
        return given != null && REQUEST_ID.matcher(given).matches()
                ? given
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    private static Answer refusal(Throwable failure, String requestId) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Problem problem) {
            Answer.Whole answer = problem.answer(requestId);
            return problem.status() == 401 ? answer.with("WWW-Authenticate", "Bearer realm=\"taskflow\"") : answer;
        }
        if (cause instanceof StateMoving moving) {
            return Problem.stateMoving(String.valueOf(moving.getMessage())).answer(requestId);
        }
        LOG.error("A request failed: request={}", requestId, cause);
        return new Problem(500, "INTERNAL", "Something went wrong here; the log tells more under this request id.")
                .answer(requestId);
    }

    /** What is left of a body that nobody wanted would be taken for the next request: the client is told not to send one. */
    private static void closeUnlessRead(org.eclipse.jetty.server.Request jetty, Response response) {
        if (!jetty.consumeAvailable()) {
            response.getHeaders().put("Connection", "close");
        }
    }

    private static void write(Response response, Callback callback, Answer.Whole answer) {
        response.setStatus(answer.status());
        response.getHeaders().put("Content-Type", answer.contentType());
        answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        response.write(true, java.nio.ByteBuffer.wrap(answer.body()), callback);
    }

    private void stream(Response response, Callback callback, Answer.Stream answer) {
        StreamSink sink = new StreamSink(response, callback, executor);
        try {
            response.setStatus(200);
            response.getHeaders().put("Content-Type", "text/event-stream");
            response.getHeaders().put("X-Accel-Buffering", "no");
            sink.whenGone(answer.begin().apply(sink));
        } catch (RuntimeException refused) {
            answer.release().run();
            Answer.Whole refusal =
                    (Answer.Whole) refusal(refused, response.getHeaders().get("X-Request-Id"));
            write(response, callback, refusal);
        }
    }
}
