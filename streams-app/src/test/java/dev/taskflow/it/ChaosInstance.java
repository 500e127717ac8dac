package dev.taskflow.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One instance of the processor through all its lives, each {@code taskflow run} in a JVM of its own. One that has ended by itself is
 * started again, as a cluster does it. For use by one thread, counts aside.
 */
final class ChaosInstance implements AutoCloseable {
    /** As long as clusters wait between SIGTERM and SIGKILL. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String name;
    private final Map<String, String> settings;
    private final Path folder;
    private final AtomicInteger lives = new AtomicInteger();
    private final AtomicInteger endedByItself = new AtomicInteger();
    private @Nullable ChildProcessor life;

    ChaosInstance(String name, Map<String, String> settings, Path folder) {
        this.name = name;
        this.settings = settings;
        this.folder = folder;
    }

    String name() {
        return name;
    }

    /** Has it running, or starting. */
    void ensure() {
        ChildProcessor now = life;
        if (now != null && now.isAlive()) {
            return;
        }
        if (now != null) {
            endedByItself.incrementAndGet();
        }
        life = ChildProcessor.start(settings, folder, "-Xmx320m");
        lives.incrementAndGet();
    }

    /** SIGKILL. */
    void kill() {
        if (life != null) {
            life.close();
            life = null;
        }
    }

    /** SIGTERM, then SIGKILL if it does not end in time. */
    void stop() {
        if (life != null) {
            life.terminate(PATIENCE);
            life = null;
        }
    }

    void pause() {
        if (life != null && life.isAlive()) {
            life.pause();
        }
    }

    void resume() {
        if (life != null && life.isAlive()) {
            life.resume();
        }
    }

    int lives() {
        return lives.get();
    }

    int endedByItself() {
        return endedByItself.get();
    }

    @Override
    public void close() {
        kill();
    }
}
