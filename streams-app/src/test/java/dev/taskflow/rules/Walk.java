package dev.taskflow.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks breadth-first over every world that is reachable from no flow at all, gives every input to every world once, and
 * holds every step against the invariants. The nearest world is met first, so a violation comes with a shortest trace.
 */
final class Walk {
    private final Decider decider;
    private final List<? extends Input> inputs;
    private final List<Invariant> invariants = Invariant.all();
    private final int maxDepth;
    private final List<Node> frontier = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final Map<String, String> violations = new LinkedHashMap<>();
    private long steps;
    private long redeliveries;

    /** @param maxDepth the longest history to try; {@code Integer.MAX_VALUE}: until no new world is found */
    Walk(Decider decider, List<? extends Input> inputs, int maxDepth) {
        this.decider = decider;
        this.inputs = inputs;
        this.maxDepth = maxDepth;
    }

    /**
     * What a walk has found.
     *
     * @param worlds the distinct normalised worlds that were met
     * @param steps the distinct pairs of world and input that were decided and checked
     * @param redeliveries the commands that were delivered once more right after they had changed something
     * @param depth the longest history that led to a new world
     * @param isComplete whether every reachable world got every input
     * @param violations the broken invariants by name, each with the shortest history that breaks it
     */
    record Found(
            int worlds, long steps, long redeliveries, int depth, boolean isComplete, Map<String, String> violations) {}

    private record Node(World world, @Nullable Node parent, String by) {}

    Found run() {
        return run(null);
    }

    /** Walks until the invariant of that name is broken, or to the end. */
    Found run(@Nullable String wanted) {
        int depth = 0;
        List<Node> current = List.of(new Node(World.EMPTY, null, ""));
        seen.add(Normalised.key(World.EMPTY));
        while (!current.isEmpty() && depth < maxDepth && !violations.containsKey(wanted)) {
            frontier.clear();
            for (Node node : current) {
                if (violations.containsKey(wanted)) {
                    break;
                }
                inputs.forEach(input -> take(node, input));
            }
            current = List.copyOf(frontier);
            depth += current.isEmpty() ? 0 : 1;
        }
        return new Found(seen.size(), steps, redeliveries, depth, current.isEmpty(), violations);
    }

    private void take(Node node, Input input) {
        steps++;
        Step step = step(node, node.world(), input, input.name());
        if (step == null || !holds(node, step, input.name()) || !step.changedRows()) {
            return; // what comes after a broken step would only repeat it
        }
        if (input instanceof Input.Command) {
            redeliver(node, step);
        }
        if (seen.add(Normalised.key(step.after()))) {
            frontier.add(new Node(Normalised.of(step.after()), node, input.name()));
        }
    }

    private @Nullable Step step(Node node, World world, Input input, String name) {
        try {
            return Step.take(decider, world, input);
        } catch (RuntimeException thrown) {
            report(node, name, new Invariant.Violation("a decision never throws", thrown.toString()));
            return null;
        }
    }

    private boolean holds(Node node, Step step, String name) {
        List<Invariant.Violation> broken = Invariant.broken(invariants, step);
        broken.forEach(violation -> report(node, name, violation));
        return broken.isEmpty();
    }

    /** C4: the same command again, at once. */
    private void redeliver(Node node, Step first) {
        redeliveries++;
        String name = first.input().name() + ", and again";
        Step again = step(node, first.after(), first.input(), name);
        if (again == null) {
            return;
        }
        holds(node, again, name);
        boolean refusedAgain = first.reply() instanceof Reply.Rejected was
                && again.reply() instanceof Reply.Rejected is
                && was.code() == is.code();
        boolean harmless = (again.reply() instanceof Reply.Replayed || refusedAgain)
                && Normalised.key(first.after()).equals(Normalised.key(afterRepeating(first, again)));
        if (!harmless) {
            String detail = "first %s, then %s".formatted(first.decision(), again.decision());
            report(node, name, new Invariant.Violation("C4 a redelivery is a replay", detail));
        }
    }

    /** The world after a redelivery; K5, K10: a cancel that has told all children begins to tell them again. */
    private static World afterRepeating(Step first, Step again) {
        Flow before = first.after().flow();
        Flow after = again.after().flow();
        boolean begins = before != null && !before.isSweeping() && again.count(Event.SweepPaused.class) == 1;
        if (after == null || !begins) {
            return again.after();
        }
        Flow.Draft told = after.draft();
        told.upkeep = after.upkeep().withoutSweep();
        return new World(told.freeze(), again.after().tasks());
    }

    private void report(Node node, String last, Invariant.Violation violation) {
        if (violations.containsKey(violation.invariant())) {
            return;
        }
        List<String> trace = new ArrayList<>();
        trace.add(last);
        for (Node each = node; each != null && each.parent() != null; each = each.parent()) {
            trace.add(0, each.by());
        }
        violations.put(
                violation.invariant(), "after [%s]: %s".formatted(String.join("] [", trace), violation.detail()));
    }
}
