package dev.taskflow.benchmarks;

import dev.taskflow.benchmarks.load.SettleLoad;
import dev.taskflow.benchmarks.rivals.LittleHorseInstallation;
import dev.taskflow.benchmarks.rivals.ZeebeInstallation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rivals under each of their candidate settings, so that those of the comparison are their best ones. */
final class SweepRun {
    private final Sites sites;
    private final Timing timing;
    private final Results results;

    SweepRun(Sites sites, Timing timing, Results results) {
        this.sites = sites;
        this.timing = timing;
        this.results = results;
    }

    /** @param rivals where the servers are */
    void run(Path rivals) throws Exception {
        for (Installation candidate : candidates(rivals)) {
            sites.on(candidate, site -> measure(site, candidate));
        }
    }

    private static List<Installation> candidates(Path rivals) throws IOException {
        List<Installation> candidates = new ArrayList<>();
        for (LittleHorseInstallation.Settings settings : LittleHorseInstallation.Settings.candidates()) {
            candidates.add(new LittleHorseInstallation(rivals, settings));
        }
        for (ZeebeInstallation.Settings settings : ZeebeInstallation.Settings.candidates()) {
            candidates.add(new ZeebeInstallation(rivals, settings));
        }
        return candidates;
    }

    private void measure(Site site, Installation candidate) throws IOException {
        site.open(Rounds.TASKS, false);
        site.measure("warm", new SettleLoad(Rounds.FEW, timing.warmSeconds(), 1));
        SettleLoad load = new SettleLoad(Rounds.MANY, timing.rewarmSeconds(), timing.windowSeconds());
        Measurement measurement = site.measure("settle, " + Rounds.MANY + " in flight", load);
        results.add(measurement);
        results.note(String.format(
                Locale.ROOT,
                "%s with %s: %,.0f tasks/s",
                candidate.title(),
                candidate.settings(),
                measurement.outcome().flowRate() * measurement.tasksPerFlow()));
    }
}
