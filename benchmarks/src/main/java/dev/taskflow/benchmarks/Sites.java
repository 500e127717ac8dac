package dev.taskflow.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Puts up one site after another, each with fresh folders and processes, and clears it away. */
final class Sites {
    private final Directories directories;
    private final Optional<Path> jdk25;
    private final Results results;
    private final Children children = new Children();

    /** @param jdk25 the home of a JDK 25, for installations that need one */
    Sites(Directories directories, Optional<Path> jdk25, Results results) {
        this.directories = directories;
        this.jdk25 = jdk25;
        this.results = results;
    }

    /** What is done on a site. */
    interface Visit {
        void on(Site site) throws Exception;
    }

    /** Installs the system, and removes it after the visit. What it kept on disk, logs among it, stays if anything failed. */
    void on(Installation installation, Visit visit) throws Exception {
        results.settings(installation.title(), installation.settings());
        Path directory = directories.fresh();
        try (Site site = Site.start(installation, directory, jdk25, children)) {
            visit.on(site);
        } catch (Exception e) {
            throw new IOException(installation.title() + " could not be measured; its logs are in " + directory, e);
        }
        directories.delete(directory);
    }
}
