package dev.taskflow.http;

import dev.taskflow.http.exchange.Answer;
import dev.taskflow.http.exchange.Problem;
import dev.taskflow.http.live.EventHub;
import dev.taskflow.http.live.FlowHistory;
import dev.taskflow.http.peer.Cursors;
import dev.taskflow.http.peer.Peers;
import dev.taskflow.query.StateReader;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server. It is up before state can be read, and says so. Safe for any thread. */
public final class ApiServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final int MAX_THREADS = 64;
    private static final int MAX_CONNECTIONS_WAITING = 128;
    private static final int HEADER_BYTES = 16 * 1024;
    private static final long IDLE_MS = 30_000;
    private static final int HEARTBEAT_SECONDS = 10;

    /** A small part of what a processor has for its own stop, which follows. */
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

    private final Server server;
    private final ServerConnector connector;
    private final GracefulHandler underWay = new GracefulHandler();
    private final String host;
    private final EventHub hub;
    private final Workers workers;
    private final ScheduledExecutorService heartbeats;

    /**
     * What the endpoints work with.
     *
     * @param hub of the events that come in; closed with the server
     */
    public record Parts(
            StateReader reader,
            CommandGateway gateway,
            FlowHistory history,
            EventHub hub,
            InstanceHealth health,
            PrometheusMeterRegistry metrics,
            Clock clock) {}

    private ApiServer(ApiSettings settings, Parts parts) {
        this.host = settings.host();
        this.hub = parts.hub();
        this.workers = Workers.start(settings.bounds());
        this.heartbeats = Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "taskflow-http-heartbeat"));
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
        threads.setName("taskflow-http");
        this.server = new Server(threads);
        this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE_MS);
        // Jetty would cut off what is being answered when nothing has moved on the line for a second.
        connector.setShutdownIdleTimeout(IDLE_MS);
        connector.setAcceptQueueSize(MAX_CONNECTIONS_WAITING);
        server.addConnector(connector);
        server.setErrorHandler(new Errors());
        underWay.setHandler(new RequestHandler(new Router(routes(settings, parts, workers)), settings, threads));
        server.setHandler(underWay);
    }

    static List<Route> routes(ApiSettings settings, Parts parts, Workers workers) {
        Peers peers = new Peers(settings.bounds().peerTime());
        Cursors cursors = new Cursors(settings.cursorSecret());
        Scatter scatter = new Scatter(parts.reader(), peers, settings.self());
        FlowQueries flows = new FlowQueries(
                parts.reader(), new FlowRouting(parts.reader(), peers), new Lookups(parts.reader(), scatter), cursors);
        List<Route> routes = new ArrayList<>();
        routes.addAll(new FlowCommands(parts.gateway(), settings.bounds(), parts.clock(), workers.commands()).routes());
        routes.addAll(flows.routes());
        routes.add(new ListedFlows(parts.reader(), scatter, cursors).route());
        // So long that another instance, which waits for the answer, has it in time.
        Duration patience = settings.bounds().peerTime().multipliedBy(4).dividedBy(5);
        Scans scans = new Scans(parts.reader(), parts.clock(), patience, workers.scans());
        routes.addAll(new Totals(parts.reader(), scatter, scans, parts.clock()).routes());
        routes.addAll(new Events(
                        flows,
                        parts.history(),
                        parts.hub(),
                        cursors,
                        workers.histories(),
                        settings.access(),
                        settings.bounds().streams())
                .routes());
        routes.addAll(new Operations(parts.health(), parts.metrics(), settings).routes());
        routes.addAll(new OpenApi().routes());
        return routes;
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendXPoweredBy(false);
        configuration.setRequestHeaderSize(HEADER_BYTES);
        // Which addresses are taken is for the request handler to say: Jetty's own refusals end a connection.
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        return configuration;
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Starts the server.
     *
     * @throws UncheckedIOException if the port cannot be had
     */
    public static ApiServer start(ApiSettings settings, Parts parts) {
        ApiServer api = new ApiServer(settings, parts);
        try {
            api.server.start();
        } catch (IOException taken) {
            api.close();
            throw new UncheckedIOException(
                    "HTTP cannot listen on " + settings.host() + ":" + settings.port() + ": " + taken.getMessage(),
                    taken);
        } catch (Exception failed) {
            api.close();
            throw new IllegalStateException("The HTTP server does not start", failed);
        }
        ScheduledFuture<?> unused = api.heartbeats.scheduleAtFixedRate( // ends with its executor
                parts.hub()::heartbeat, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        LOG.info("HTTP answers on {}", api.url());
        if (settings.access().isOpen()) {
            LOG.warn("HTTP has no authentication: every user of this machine may see and do everything. It listens on"
                    + " loopback alone; set http.auth.tokens.file or http.auth.jwks.url for anything else");
        }
        return api;
    }

    public int port() {
        return connector.getLocalPort();
    }

    /** Where this machine reaches it. */
    public String url() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /**
     * Ends streams, refuses what is new, gives what is being answered some seconds to end, and stops. Closing again does
     * nothing.
     */
    @Override
    public void close() {
        hub.close();
        heartbeats.shutdownNow();
        boolean interrupted = !awaitEnds();
        try {
            server.stop();
        } catch (InterruptedException meanwhile) {
            interrupted = true;
        } catch (Exception failure) {
            LOG.warn("The HTTP server did not stop in order: {}", failure.toString());
        }
        workers.close();
        if (interrupted) {
            Thread.currentThread().interrupt(); // Not before: the server would not stop in order.
        }
    }

    /**
     * Not by Jetty's own time-out, which also waits for connections that nobody uses.
     *
     * @return false if this thread was interrupted while it waited
     */
    private boolean awaitEnds() {
        CompletableFuture<?> unused = connector.shutdown(); // no new connections
        try {
            underWay.shutdown().get(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException endless) {
            LOG.warn("HTTP requests that have not ended after {} s are cut off", ENDS_WITHIN.toSeconds());
        } catch (InterruptedException interrupted) {
            return false;
        } catch (ExecutionException failure) {
            LOG.warn("HTTP does not know whether requests are under way: {}", failure.toString());
        }
        return true;
    }

    /**
     * What Jetty itself refuses, before or after it has a request, looks like every other refusal. It is the last answer on
     * its connection, and says so: a body may still be on its way, and Jetty 12.1 may complete such an answer a second time,
     * which the next request would have to suffer.
     */
    private static final class Errors extends ErrorHandler {
        @Override
        protected void generateResponse(
                org.eclipse.jetty.server.Request request,
                Response response,
                int code,
                @Nullable String message,
                @Nullable Throwable cause,
                Callback callback) {
            // Versions and encodings that HTTP does not know are the client's mistake, not the server's.
            int status = code == 501 || code == 505 ? 400 : code;
            Answer.Whole answer = problem(status).answer("-");
            response.setStatus(status);
            SecurityHeaders.put(response);
            response.getHeaders().put("Connection", "close");
            response.getHeaders().put("Content-Type", answer.contentType());
            answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
            response.write(true, ByteBuffer.wrap(answer.body()), callback);
        }

        private static Problem problem(int status) {
            if (status == 503) {
                return Problem.unavailable("This instance stops: ask another one, or this one again when it is back.");
            }
            return status < 500
                    ? new Problem(
                            status,
                            "MALFORMED",
                            "This is no request that HTTP or this server knows: look at its first line, at what follows a '%' in the address, and at its headers.")
                    : new Problem(status, "INTERNAL", "Something went wrong.");
        }
    }
}
