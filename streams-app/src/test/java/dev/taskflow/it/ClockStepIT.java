package dev.taskflow.it;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real clock that steps back under a process of its own. */
@Tag("slow")
class ClockStepIT {
    @RegisterExtension
    private final ApartFixture apart = new ApartFixture(Map.of());

    @Test
    @EnabledIf("dev.taskflow.it.WallClock#isAvailable")
    void T5_everythingGoesOnWhenTheClockStepsBackByAnHour(@TempDir Path folder) throws Exception {
        WallClock clock = WallClock.make(folder);
        apart.taskflow()
                .closing(ChildProcessor.startWith(
                        clock.environment(), new HashMap<>(apart.taskflow().settings("a")), folder));

        ClockStepScenario.everythingGoesOn(apart.taskflow(), clock);
    }
}
