package dev.taskflow.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Flow;
import dev.taskflow.state.OpenStores.Kind;
import dev.taskflow.state.PartitionState;
import dev.taskflow.state.Samples;
import dev.taskflow.v1.FlowStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists over two partitions, as if they were one. */
class FlowListsTest {
    private static final FlowFilter ALL = FlowFilter.all(Optional.empty());
    private static final FlowFilter ACMES = FlowFilter.all(Optional.of("acme"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private TestPartition first;

    @SuppressWarnings("NullAway.Init")
    private TestPartition second;

    @BeforeEach
    void open() {
        first = new TestPartition(Kind.IN_MEMORY, directory.resolve("first"));
        second = new TestPartition(Kind.IN_MEMORY, directory.resolve("second"));
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    @Test
    void anOwnersFlowsComeNewestFirstFromAllPartitions() {
        first.put(at("a", 1));
        second.put(at("b", 2));
        first.put(at("c", 3));
        second.put(at("d", 3));
        first.put(Given.flow("e", "other", Given.CREATED).get());

        assertThat(ids(page(ACMES, Optional.empty(), 10))).containsExactly("c", "d", "b", "a");
    }

    @Test
    void pagesOfAnySizeGiveEachFlowOnceInTheOrderOfPositions() {
        Random random = new Random(7);
        List<Flow> flows = new ArrayList<>();
        List<String> owners = List.of("acme", "acme 2", "acm", "z\uD83D\uDE00", "z\uFF5E", "ä");
        for (int i = 0; i < 300; i++) {
            Flow flow = Given.flow(
                            "f" + i,
                            owners.get(random.nextInt(owners.size())),
                            Given.CREATED.plusMillis(random.nextInt(50)))
                    .get();
            flows.add(flow);
            (random.nextBoolean() ? first : second).put(flow);
        }
        flows.sort(Comparator.comparing(FlowPosition::of));
        List<String> expected = flows.stream().map(Flow::id).toList();

        for (int size : List.of(1, 7, 300, 301)) {
            assertThat(allPages(ALL, size)).as("pages of " + size).isEqualTo(expected);
        }
    }

    @Test
    void aPageThatEndsWithTheLastFlowSaysSo() {
        first.put(at("a", 1));
        second.put(at("b", 2));

        assertThat(page(ALL, Optional.empty(), 2).more()).isFalse();
        assertThat(page(ALL, Optional.empty(), 1).more()).isTrue();
    }

    @Test
    void aPageExaminesABoundedNumberOfRowsAndGoesOnBehindThem() {
        for (int i = 0; i < FlowLists.MOST_EXAMINED; i++) {
            first.put(at("skipped-" + i, i + 1));
        }
        first.put(Given.flow("wanted").status(FlowStatus.WAITING).get());
        FlowFilter waiting = filter(Set.of(FlowStatus.WAITING));

        FlowPage before = page(waiting, Optional.empty(), 1);
        FlowPage after = page(waiting, before.examinedTo(), 1);

        assertThat(before.flows()).isEmpty();
        assertThat(before.more()).isTrue();
        assertThat(ids(after)).containsExactly("wanted");
    }

    @Test
    void anEntryWithoutItsFlowIsLeftOut() {
        first.put(at("gone", 1));
        first.put(at("torn", 2));
        first.put(at("made again", 3));
        first.put(at("there", 4));
        first.dropRow("gone");
        first.tearFlow("torn"); // X2
        first.put(at("made again", 5));

        assertThat(ids(page(ALL, Optional.empty(), 10))).containsExactly("made again", "there");
    }

    @Test
    void aFilterWantsEveryCondition() {
        UnaryOperator<Given> right = flow -> flow.status(FlowStatus.WAITING)
                .controlledBy("c")
                .labelled(Map.of("team", "x", "more", "y"))
                .cancelRequestedAt(Given.CREATED)
                .updatedAt(Given.CREATED.plusSeconds(20));
        first.put(right.apply(Given.flow("right")).get());
        first.put(right.apply(Given.flow("status")).status(FlowStatus.RUNNING).get());
        first.put(right.apply(Given.flow("controller")).controlledBy("d").get());
        second.put(
                right.apply(Given.flow("label")).labelled(Map.of("team", "y")).get());
        second.put(right.apply(Given.flow("updated"))
                .updatedAt(Given.CREATED.plusSeconds(30))
                .get());
        second.put(right.apply(Given.flow("early", "acme", Given.CREATED.minusMillis(1)))
                .get());
        second.put(right.apply(Given.flow("late", "acme", Given.CREATED.plusSeconds(10)))
                .get());
        second.put(right.apply(Given.flow("owner", "acme 2", Given.CREATED)).get());
        second.put(Given.flow("intent")
                .status(FlowStatus.WAITING)
                .controlledBy("c")
                .labelled(Map.of("team", "x"))
                .updatedAt(Given.CREATED.plusSeconds(20))
                .get());

        FlowFilter filter = new FlowFilter(
                Optional.of("acme"),
                Set.of(FlowStatus.WAITING, FlowStatus.BLOCKED),
                Optional.of("c"),
                Map.of("team", "x"),
                Optional.of(Given.CREATED),
                Optional.of(Given.CREATED.plusSeconds(10)),
                Optional.of(Given.CREATED.plusSeconds(20)),
                Optional.of(Given.CREATED.plusSeconds(30)),
                Optional.of(true));

        assertThat(ids(page(filter, Optional.empty(), 20))).containsExactly("right");
    }

    @Test
    void timesBetweenMillisecondsAndBeyondAllTimesBoundAListRightly() {
        first.put(at("a", 1));
        first.put(at("b", 2));

        assertThat(ids(page(created(millis(1).plusNanos(1), millis(2).plusNanos(1)), Optional.empty(), 9)))
                .containsExactly("b");
        assertThat(ids(page(created(millis(1), millis(2)), Optional.empty(), 9)))
                .containsExactly("a");
        assertThat(ids(page(created(Instant.MIN, Instant.MAX), Optional.empty(), 9)))
                .containsExactly("b", "a");
        assertThat(ids(page(created(Instant.MAX, Instant.MIN), Optional.empty(), 9)))
                .isEmpty();
    }

    @Test
    void noPositionLeadsOutOfAnOwnersFlows() {
        first.put(at("mine", 1));
        first.put(Given.flow("others", "b", Given.CREATED).get());
        FlowPosition before = new FlowPosition("aa", Given.CREATED, "x");
        FlowPosition behind = new FlowPosition("b", Given.CREATED.plusSeconds(1), "x");
        FlowPosition strange = new FlowPosition("acme\0", Instant.MIN, "\0\0");

        assertThat(ids(page(ACMES, Optional.of(before), 9))).containsExactly("mine");
        assertThat(ids(page(ACMES, Optional.of(behind), 9))).isEmpty();
        assertThat(ids(page(ACMES, Optional.of(strange), 9))).isSubsetOf("mine");
    }

    @Test
    void countsAreByStatusAndOfOneOwnerOrAll() {
        first.put(Samples.withState(at("a", 1), "s".repeat(10_000)));
        first.advanceInput("flow-commands");
        second.put(Given.flow("b").cancelRequestedAt(Given.CREATED).get());
        second.put(Given.flow("c")
                .cancelRequestedAt(Given.CREATED)
                .ended(FlowStatus.CANCELLED, Given.CREATED)
                .get());
        first.put(Given.flow("d", "other", Given.CREATED).get());
        first.tearFlow("torn");

        assertThat(FlowLists.counts(partitions(), Optional.of("acme")))
                .isEqualTo(new FlowCounts(Map.of(FlowStatus.RUNNING, 2L, FlowStatus.CANCELLED, 1L), 1));
        assertThat(FlowLists.counts(partitions(), Optional.empty()))
                .isEqualTo(new FlowCounts(Map.of(FlowStatus.RUNNING, 3L, FlowStatus.CANCELLED, 1L), 1));
    }

    @Test
    void anOwnersKeyMeansTheNewestOpenFlowElseTheNewest() {
        first.put(at("old-open", 1));
        second.put(at("open", 2));
        first.put(Given.flow("ended", "acme", millis(3))
                .ended(FlowStatus.FAILED, millis(4))
                .get());
        second.put(Given.flow("only-ended", "b", millis(1))
                .ended(FlowStatus.FAILED, millis(4))
                .get());

        Lookup open = Lookups.newest(partitions(), "acme").orElseThrow();
        Lookup ended = Lookups.newest(partitions(), "b").orElseThrow();

        assertThat(open.flow().id()).isEqualTo("open");
        assertThat(open.match()).isEqualTo(Lookup.Match.NEWEST_OPEN);
        assertThat(ended.flow().id()).isEqualTo("only-ended");
        assertThat(ended.match()).isEqualTo(Lookup.Match.NEWEST);
        assertThat(Lookups.newest(partitions(), "acm")).isEmpty();
        assertThat(open.prefers(ended)).isTrue();
        assertThat(ended.prefers(open)).isFalse();
        assertThat(open.prefers(new Lookup(at("old-open", 1), Lookup.Match.NEWEST_OPEN)))
                .isTrue();
    }

    private static FlowFilter filter(Set<FlowStatus> statuses) {
        return new FlowFilter(
                Optional.empty(),
                statuses,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static FlowFilter created(Instant from, Instant to) {
        return new FlowFilter(
                Optional.of("acme"),
                Set.of(),
                Optional.empty(),
                Map.of(),
                Optional.of(from),
                Optional.of(to),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Instant millis(long millis) {
        return Given.CREATED.plusMillis(millis);
    }

    private static Flow at(String flowId, long millis) {
        return Given.flow(flowId, "acme", millis(millis)).get();
    }

    private List<PartitionState> partitions() {
        return List.of(first.state(), second.state());
    }

    private FlowPage page(FlowFilter filter, Optional<FlowPosition> after, int limit) {
        return FlowLists.page(partitions(), filter, after, limit);
    }

    private List<String> allPages(FlowFilter filter, int size) {
        List<String> ids = new ArrayList<>();
        FlowPage page = page(filter, Optional.empty(), size);
        ids.addAll(ids(page));
        while (page.more()) {
            page = page(filter, page.examinedTo(), size);
            assertThat(page.flows()).hasSizeLessThanOrEqualTo(size);
            ids.addAll(ids(page));
        }
        return ids;
    }

    private static List<String> ids(FlowPage page) {
        return page.flows().stream().map(Flow::id).toList();
    }
}
