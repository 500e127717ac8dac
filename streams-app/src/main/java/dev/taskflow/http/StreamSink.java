package dev.taskflow.http;

import dev.taskflow.http.exchange.EventSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream to one client. While a write is under way, what comes gathers, up to a bound; a client that lets it grow
 * beyond is disconnected. It may come back with {@code Last-Event-ID}.
 */
final class StreamSink implements EventSink {
    private static final int MOST_CHARACTERS = 1 << 20;

    private final Response response;
    private final Callback end;
    private final Executor executor;
    private final StringBuilder gathered = new StringBuilder();
    private boolean writing;
    private boolean closing;
    private boolean ended;
    private @Nullable Runnable gone;

    /** @param end ends the exchange */
    StreamSink(Response response, Callback end, Executor executor) {
        this.response = response;
        this.end = end;
        this.executor = executor;
    }

    /** What is to be done when the stream has ended. */
    void whenGone(Runnable whenGone) {
        boolean already;
        synchronized (this) {
            gone = whenGone;
            already = ended;
        }
        if (already) {
            whenGone.run();
        }
    }

    @Override
    public synchronized void send(String events) {
        if (ended || closing) {
            return;
        }
        // A single text may be of any size, or a client that keeps up would be given up for what it is sent.
        if (!gathered.isEmpty() && gathered.length() + events.length() > MOST_CHARACTERS) {
            closing = true;
            // Not here: whoever sends holds locks that the end may need.
            executor.execute(() -> finish(new IOException("the client does not keep up")));
            return;
        }
        gathered.append(events);
        writeOn();
    }

    @Override
    public synchronized void close() {
        closing = true;
        writeOn();
    }

    private synchronized void writeOn() {
        if (writing || ended) {
            return;
        }
        if (gathered.isEmpty()) {
            if (closing) {
                executor.execute(() -> finish(null));
            }
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(gathered.toString().getBytes(StandardCharsets.UTF_8));
        gathered.setLength(0);
        writing = true;
        executor.execute(() -> response.write(false, bytes, Callback.from(this::written, this::finish)));
    }

    private synchronized void written() {
        writing = false;
        writeOn();
    }

    private void finish(@Nullable Throwable failure) {
        Runnable whenGone;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            whenGone = gone;
        }
        if (whenGone != null) {
            whenGone.run();
        }
        if (failure == null) {
            response.write(true, ByteBuffer.allocate(0), end);
        } else {
            end.failed(failure);
        }
    }
}
