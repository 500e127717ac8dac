package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;

import dev.taskflow.query.Coverage;
import dev.taskflow.query.FlowFilter;
import dev.taskflow.query.Instances;
import dev.taskflow.query.Location;
import dev.taskflow.query.StateMoving;
import dev.taskflow.query.StateReader;
import dev.taskflow.query.StateReader.Freshness;
import dev.taskflow.rules.Flow;
import dev.taskflow.v1.FlowCommand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several processors in this JVM: what each says about flows, and while partitions move between them. */
class ThreeInstancesIT {
    private static final Logger LOG = LoggerFactory.getLogger(ThreeInstancesIT.class);
    private static final int FLOWS = 60;
    private static final FlowFilter ALL = FlowFilter.all(Optional.empty());

    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    @Test
    void everyFlowIsHereOnOneInstanceAndThereByItsAddressOnTheOthers() {
        Map<String, RunningProcessor> instances = startSettled("a", "b", "c");
        List<String> flowIds = createFlows();

        for (String flowId : flowIds) {
            List<HostInfo> here = new ArrayList<>();
            Set<HostInfo> there = new HashSet<>();
            instances.forEach((name, instance) -> {
                StateReader reader = instance.processor().reader();
                Location location = reader.locate(flowId);
                if (location instanceof Location.There elsewhere) {
                    there.add(elsewhere.active());
                    assertThat(elsewhere.standbys()).hasSize(1).doesNotContain(elsewhere.active());
                    assertMoving(() -> reader.flow(flowId, Freshness.CURRENT));
                } else {
                    here.add(address(name));
                    assertThat(reader.flow(flowId, Freshness.CURRENT)).isPresent();
                    assertThat(reader.task(flowId, "r1", Freshness.CURRENT)).isPresent();
                    assertThat(reader.tasks(flowId, Optional.empty(), 1, Freshness.CURRENT)
                                    .more())
                            .isTrue();
                    assertThat(reader.lookup(flowId, Optional.of(TaskFlowFixture.OWNER)))
                            .isPresent();
                    assertThat(reader.lookup(flowId, Optional.of("another"))).isEmpty();
                }
            });
            assertThat(here).as("instances that have " + flowId).hasSize(1);
            assertThat(there).as("who is said to have " + flowId).containsExactlyElementsOf(here);
        }
        for (RunningProcessor each : instances.values()) {
            assertThat(each.processor().reader().instances().all())
                    .containsExactlyInAnyOrder(address("a"), address("b"), address("c"));
        }
        assertThat(gathered(instances)).isEqualTo(new TreeSet<>(flowIds));
    }

    @Test
    void aCopyAnswersWhoeverAllowsThatAndNobodyElse() {
        Map<String, RunningProcessor> instances = startSettled("a", "b");
        List<String> flowIds = createFlows();

        for (RunningProcessor each : instances.values()) {
            StateReader reader = each.processor().reader();
            for (String flowId : flowIds) {
                TopicLog.await("a copy of " + flowId, () -> reader.flow(flowId, Freshness.STALE_ALLOWED)
                        .isPresent());
            }
            assertThat(flowIds).anySatisfy(flowId -> assertMoving(() -> reader.flow(flowId, Freshness.CURRENT)));
        }
    }

    @Test
    void readsWhilePartitionsMoveAreRightOrSayThatStateMoves() {
        Map<String, RunningProcessor> instances = startSettled("a", "b");
        List<String> flowIds = createFlows();
        Set<String> expected = new TreeSet<>(flowIds);
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong right = new AtomicLong();
        AtomicLong moving = new AtomicLong();
        List<RunningProcessor> asked = new ArrayList<>(instances.values());
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        for (RunningProcessor each : asked) {
            readers.add(reading(each.processor().reader(), flowIds, over, right, moving));
        }

        RunningProcessor third = start("c");
        instances.put("c", third);
        readers.add(reading(third.processor().reader(), flowIds, over, right, moving));
        awaitSettled(instances);
        instances.remove("a").close();
        awaitSettled(instances);
        RunningProcessor again = start("a");
        instances.put("a", again);
        readers.add(reading(again.processor().reader(), flowIds, over, right, moving));
        awaitSettled(instances);
        over.set(true);
        readers.forEach(CompletableFuture::join);

        LOG.info("While partitions moved: {} reads right, {} told to wait", right, moving);
        assertThat(right).hasPositiveValue();
        assertThat(gathered(instances)).isEqualTo(expected);
    }

    /** SIGKILL leaves nothing behind in this JVM, so the one that dies is a process of its own. */
    @Test
    void whenAnInstanceIsKilledTheOthersNeverSayThatItsFlowsAreGone() {
        ChildProcessor killed = taskflow.startChild(addressed("k"));
        Map<String, RunningProcessor> instances = new HashMap<>();
        instances.put("a", start("a"));
        StateReader reader = instances.get("a").processor().reader();
        TopicLog.await("both have partitions", () -> taskflow.observer().instancesWithPartitions() == 2);
        List<String> flowIds = createFlows();
        TopicLog.await("the other's flows are there", () -> located(reader, flowIds)
                .equals(Set.of(address("a"), address("k"))));
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong right = new AtomicLong();
        AtomicLong moving = new AtomicLong();
        CompletableFuture<Void> reading = reading(reader, flowIds, over, right, moving);

        Stopwatch watch = Stopwatch.started();
        killed.kill();
        TopicLog.await("all flows are here", () -> located(reader, flowIds).equals(Set.of(address("a"))));
        LOG.info("All flows can be read again {} ms after SIGKILL, from copies", watch.millis());
        over.set(true);
        reading.join();

        assertThat(right).hasPositiveValue();
        assertThat(gathered(instances)).isEqualTo(new TreeSet<>(flowIds));
    }

    /** Asks for every flow over and over, in a thread of its own; fails if one that exists is said not to. */
    private static CompletableFuture<Void> reading(
            StateReader reader, List<String> flowIds, AtomicBoolean over, AtomicLong right, AtomicLong moving) {
        return CompletableFuture.runAsync(
                () -> {
                    while (!over.get()) {
                        for (String flowId : flowIds) {
                            try {
                                Optional<Flow> flow = reader.flow(flowId, Freshness.CURRENT);
                                if (flow.isEmpty()
                                        || reader.tasks(flowId, Optional.empty(), 9, Freshness.CURRENT)
                                                        .items()
                                                        .size()
                                                != 2) {
                                    fail("flow %s is said not to be, or not whole: %s", flowId, flow);
                                }
                                right.incrementAndGet();
                            } catch (StateMoving expected) {
                                moving.incrementAndGet();
                            }
                        }
                    }
                },
                task -> new Thread(task, "reader").start());
    }

    private static Set<HostInfo> located(StateReader reader, List<String> flowIds) {
        Set<HostInfo> hosts = new HashSet<>();
        for (String flowId : flowIds) {
            try {
                hosts.add(reader.locate(flowId) instanceof Location.There there ? there.active() : address("a"));
            } catch (StateMoving expected) {
                hosts.add(HostInfo.unavailable());
            }
        }
        return hosts;
    }

    /** All flows of all instances, as a gateway would gather them: together they must answer for every partition once. */
    private static Set<String> gathered(Map<String, RunningProcessor> instances) {
        Set<String> flowIds = new TreeSet<>();
        List<Integer> partitions = new ArrayList<>();
        for (RunningProcessor each : instances.values()) {
            StateReader reader = each.processor().reader();
            Coverage before = reader.coverage();
            long counted = reader.counts(Optional.empty()).byStatus().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            List<Flow> flows = reader.flows(ALL, Optional.empty(), FLOWS).flows();
            assertThat(reader.coverage()).isEqualTo(before);
            assertThat(counted).isEqualTo(flows.size());
            partitions.addAll(before.partitions());
            flows.forEach(flow -> flowIds.add(flow.id()));
        }
        assertThat(partitions).containsExactlyInAnyOrder(0, 1, 2);
        return flowIds;
    }

    private Map<String, RunningProcessor> startSettled(String... names) {
        Map<String, RunningProcessor> instances = new HashMap<>();
        for (String name : names) {
            instances.put(name, start(name));
        }
        awaitSettled(instances);
        return instances;
    }

    private RunningProcessor start(String name) {
        return taskflow.startProcessor(addressed(name));
    }

    /** Each has partitions, and all agree on who has which. */
    private static void awaitSettled(Map<String, RunningProcessor> instances) {
        TopicLog.await("partitions are settled on " + instances.keySet(), () -> {
            Set<Integer> covered = new HashSet<>();
            for (RunningProcessor each : instances.values()) {
                StateReader reader = each.processor().reader();
                Instances known = reader.instances();
                Set<Integer> its = reader.coverage().partitions();
                if (!known.settled() || known.all().size() != instances.size() || its.isEmpty()) {
                    return false;
                }
                covered.addAll(its);
            }
            return covered.size() == TaskFlowFixture.FLOW_PARTITIONS;
        });
    }

    private List<String> createFlows() {
        List<String> flowIds = new ArrayList<>();
        List<FlowCommand> commands = new ArrayList<>();
        for (int i = 0; i < FLOWS; i++) {
            FlowClient flow = taskflow.flow("flow-" + i);
            FlowCommand create = flow.createCommand(FlowClient.specs("r1", "r2"), each -> each);
            taskflow.inputs().sendSoon(create);
            commands.add(create);
            flowIds.add(flow.id());
        }
        taskflow.inputs().flush();
        commands.forEach(command -> taskflow.flow(command.getFlowId()).answer(command));
        return flowIds;
    }

    private Map<String, String> addressed(String name) {
        Map<String, String> settings = taskflow.settings(name);
        HostInfo address = address(name);
        settings.put("application.server", address.host() + ":" + address.port());
        settings.put("group.leave", "always");
        return settings;
    }

    /** Nobody listens there. */
    private static HostInfo address(String name) {
        return new HostInfo(name + ".test", 80);
    }

    private static void assertMoving(Supplier<?> read) {
        assertThat(catchThrowable(read::get)).isInstanceOf(StateMoving.class);
    }
}
