package dev.taskflow.rules;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which timers are set and ended as rows go from one state to the next. Confined to one decision. */
final class TimerChanges {
    private final @Nullable Timer fired;
    private final List<Timer> set = new ArrayList<>(0);
    private final List<Timer> ended = new ArrayList<>(0);

    /** @param fired the timer in hand, which has been taken out; null: the input was none */
    TimerChanges(@Nullable Timer fired) {
        this.fired = fired;
    }

    void of(@Nullable Flow before, Flow after) {
        compare(before == null ? List.of() : Timers.of(before), Timers.of(after));
    }

    void of(@Nullable Task before, Task after) {
        compare(before == null ? List.of() : Timers.of(before), Timers.of(after));
    }

    private void compare(List<Timer> were, List<Timer> are) {
        for (Timer timer : were) {
            if (!timer.equals(fired) && !are.contains(timer)) {
                ended.add(timer);
            }
        }
        for (Timer timer : are) {
            if (timer.equals(fired) || !were.contains(timer)) {
                set.add(timer);
            }
        }
    }

    List<Timer> set() {
        return set;
    }

    List<Timer> ended() {
        return ended;
    }
}
