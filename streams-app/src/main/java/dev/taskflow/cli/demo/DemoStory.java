package dev.taskflow.cli.demo;

import dev.taskflow.client.Command;
import dev.taskflow.client.CommandRejected;
import dev.taskflow.client.Connection;
import dev.taskflow.client.FlowHandle;
import dev.taskflow.client.TaskFlowClient;
import dev.taskflow.client.TaskSpecs;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/** The story itself: what is done, and what is then expected to stand in the records. For use by one thread. */
public final class DemoStory implements AutoCloseable {

    private static final String OWNER = "team-docs";
    private static final String STRANGER = "team-other";
    private static final byte[] POISON = "this is not an Avro record".getBytes(StandardCharsets.UTF_8);

    private final String suffix =
            HexFormat.of().toHexDigits((short) ThreadLocalRandom.current().nextInt());
    private final String translation = "translation-" + suffix;
    private final String crawl = "crawl-" + suffix;
    private final String newsletter = "newsletter-" + suffix;
    private final List<Check> checks = new ArrayList<>();

    private final TopicCatalogue topics;
    private final String runtime;
    private final Screen screen;
    private final Recorder recorder;
    private final Evidence evidence;
    private final TaskFlowClient client;
    private final TaskFlowClient stranger;
    private final PoisonSender poison;
    private final DemoWorker worker;

    /**
     * Its worker takes tasks from now on.
     *
     * @param runtime whose tasks the demo's worker runs
     * @param stopRequested asked while waiting; true ends the story with {@link DemoStalled}
     */
    public DemoStory(
            TopicCatalogue topics,
            String runtime,
            Connection connection,
            Screen screen,
            BooleanSupplier stopRequested) {
        this.topics = topics;
        this.runtime = runtime;
        this.screen = screen;
        recorder = new Recorder(topics, connection, new Narration(screen), stopRequested);
        evidence = new Evidence(topics, recorder);
        client = TaskFlowClient.open(connection, OWNER);
        stranger = TaskFlowClient.open(connection, STRANGER);
        poison = new PoisonSender(topics.flowCommands().name(), connection);
        worker = new DemoWorker(connection, runtime, text -> screen.step("worker", text));
    }

    /**
     * Plays everything.
     *
     * @throws DemoStalled if something that must happen does not
     */
    public void play() {
        aFlowSucceeds();
        aFlowIsCancelled();
        aSpawnIsRedelivered();
        aStrangerInterferes();
        aPoisonRecordIsSetAside();
    }

    /**
     * Reads every topic to its end, to be called when nothing is processed any more, and says what was expected and seen.
     *
     * @throws DemoStalled if the end is not reached
     */
    public List<Check> checks() {
        recorder.readToTheEnd();
        List<String> flows = List.of(translation, crawl, newsletter);
        List<Check> all = new ArrayList<>(checks);
        all.add(new Check("settlements of each flow, on both topics", "1", evidence.settlements(flows)));
        all.add(new Check("flow histories with a gap or a duplicate", "none", evidence.historiesWithGaps(flows)));
        return all;
    }

    /** What was checked before the story came to its end. */
    public List<Check> checksSoFar() {
        return List.copyOf(checks);
    }

    private void aFlowSucceeds() {
        screen.title("1  A flow with four children succeeds");
        screen.step("producer", "creates " + translation + " with 4 tasks; it settles when they do");
        submit(client.flow(translation)
                .create(createFlow("Translate the handbook")
                        .setCompletion(Completion.WHEN_TASKS_SETTLE)
                        .setTasks(List.of(
                                task("chapter-1", DemoWorker.SHORT),
                                task("chapter-2", DemoWorker.SHORT),
                                task("chapter-3", DemoWorker.SHORT),
                                task("chapter-4", DemoWorker.SHORT)))
                        .build()));
        awaitSettled(translation);
        expect("flow with 4 children", "SUCCEEDED, 4 succeeded of 4", evidence.settlement(translation));
    }

    private void aFlowIsCancelled() {
        screen.title("2  A flow is cancelled with two children running and two queued");
        screen.step("producer", "creates " + crawl + " with 4 long tasks; the worker has room for 2");
        FlowHandle flow = client.flow(crawl);
        submit(flow.create(createFlow("Crawl the site")
                .setTasks(List.of(
                        task("page-1", DemoWorker.LONG),
                        task("page-2", DemoWorker.LONG),
                        task("page-3", DemoWorker.LONG),
                        task("page-4", DemoWorker.LONG)))
                .build()));
        List<String> running = awaitTasks(crawl, TaskStatus.RUNNING, 2);
        expect("children before the cancel", "2 RUNNING, 2 QUEUED", statuses(crawl, running));

        screen.step("producer", "cancels " + crawl);
        submit(flow.cancel("site is closed"));
        awaitTasks(crawl, TaskStatus.CANCELLED, 2);
        recorder.await(
                "a cancellation for each running task",
                () -> evidence.toldToStop(crawl).containsAll(running) ? Optional.of(true) : Optional.empty());
        expect("children right after the cancel", "2 RUNNING, 2 CANCELLED", statuses(crawl, running));
        expect("running children told to stop", String.join(", ", running), toldToStop(running));

        Command late = flow.spawn(task("page-5", DemoWorker.LONG));
        screen.step("producer", "spawns page-5, too late");
        submit(late);
        expect("spawn after the cancel", "REJECTED CANCEL_REQUESTED", evidence.answers(late.commandId()));
        expect("late task handed to a worker", "0 times", evidence.dispatches(crawl, "page-5", runtime) + " times");

        worker.allowOneReport();
        awaitTasks(crawl, TaskStatus.CANCELLED, 3);
        expect("flow settled while a child still ran", "no", evidence.isSettled(crawl) ? "yes" : "no");
        String last = awaitTasks(crawl, TaskStatus.RUNNING, 1).get(0);
        worker.allowOneReport();
        awaitSettled(crawl);
        expect("flow when its last child had reported", "CANCELLED, 4 cancelled of 4", evidence.settlement(crawl));
        expect("last event before its settlement", last + " CANCELLED", evidence.lastBeforeSettlement(crawl));
    }

    private void aSpawnIsRedelivered() {
        screen.title("3  A spawn is delivered twice");
        screen.step("producer", "creates " + newsletter + " and spawns 1 task");
        FlowHandle flow = client.flow(newsletter);
        submit(flow.create(createFlow("Send the newsletter").build()));
        Command spawn = flow.spawn(task("mail", DemoWorker.SHORT));
        submit(spawn);
        awaitTasks(newsletter, TaskStatus.SUCCEEDED, 1);
        screen.step("producer", "delivers the same spawn again");
        submit(spawn);
        recorder.await("two answers to the spawn", () -> Optional.of(evidence.answers(spawn.commandId()))
                .filter(answers -> answers.contains(",")));
        expect("spawn delivered twice", "ACCEPTED, REPLAYED", evidence.answers(spawn.commandId()));
        expect("its task handed to a worker", "1 times", evidence.dispatches(newsletter, "mail", runtime) + " times");
    }

    private void aStrangerInterferes() {
        screen.title("4  Another owner tries to cancel the flow");
        Command foreign = stranger.flow(newsletter).cancel("mine now");
        screen.step("producer", STRANGER + " cancels " + newsletter + ", which is " + OWNER + "'s");
        submit(foreign);
        expect("cancel by another owner", "REJECTED NOT_FOUND", evidence.answers(foreign.commandId()));
    }

    private void aPoisonRecordIsSetAside() {
        screen.title("5  A record that nobody can decode");
        screen.step("producer", "sends " + POISON.length + " bytes that are no command, with the key of " + newsletter);
        poison.send(newsletter, POISON);
        screen.step("producer", "finishes " + newsletter);
        submit(client.flow(newsletter).finish("sent"));
        awaitSettled(newsletter);
        recorder.await("a dead letter", () -> Optional.of(evidence.deadLetter(newsletter, POISON))
                .filter(seen -> !seen.equals(Evidence.NOTHING)));
        expect(
                "undecodable record in the dead letters",
                "unchanged, with its origin",
                evidence.deadLetter(newsletter, POISON));
        expect("flow behind the undecodable record", "SUCCEEDED, 1 succeeded of 1", evidence.settlement(newsletter));
    }

    private void expect(String what, String expected, String seen) {
        checks.add(new Check(what, expected, seen));
    }

    private void awaitSettled(String flowId) {
        recorder.await("the settlement of " + flowId, topics.flowSettled(), settled -> settled.getFlowId()
                .equals(flowId));
    }

    /** Sends a command, waits for the client to have its answer, and for that to be read off the topic too. */
    private void submit(Command command) {
        try {
            command.submit().join();
        } catch (CompletionException failed) {
            if (!(failed.getCause() instanceof CommandRejected)) {
                throw new DemoStalled("a command was not answered: " + failed.getCause());
            }
        }
        recorder.await("the answer to a command", topics.commandResults(), result -> result.getCommandId()
                .equals(command.commandId()));
    }

    private List<String> awaitTasks(String flowId, TaskStatus status, int count) {
        return recorder.await(count + " tasks of " + flowId + " to be " + status, () -> Optional.of(
                        evidence.taskStatuses(flowId).entrySet().stream()
                                .filter(task -> task.getValue() == status)
                                .map(Map.Entry::getKey)
                                .toList())
                .filter(tasks -> tasks.size() == count));
    }

    private String statuses(String flowId, List<String> running) {
        Map<String, TaskStatus> statuses = evidence.taskStatuses(flowId);
        return count(statuses, running, true) + ", " + count(statuses, running, false);
    }

    /** How many of the tasks in, or not in, the list have which status; for instance {@code 2 RUNNING}. */
    private static String count(Map<String, TaskStatus> statuses, List<String> listed, boolean in) {
        List<TaskStatus> counted = statuses.entrySet().stream()
                .filter(task -> listed.contains(task.getKey()) == in)
                .map(Map.Entry::getValue)
                .toList();
        List<TaskStatus> distinct = counted.stream().distinct().toList();
        return distinct.size() == 1 ? counted.size() + " " + distinct.get(0) : counted.toString();
    }

    private String toldToStop(List<String> running) {
        return String.join(
                ", ",
                evidence.toldToStop(crawl).stream().filter(running::contains).toList());
    }

    private static CreateFlow.Builder createFlow(String goal) {
        return CreateFlow.newBuilder().setControllerId("demo").setGoal(goal);
    }

    private TaskSpec task(String runId, String work) {
        return TaskSpecs.builder(runId, runtime, work)
                .setInputContentType("text/plain")
                .build();
    }

    @Override
    public void close() {
        worker.close();
        client.close();
        stranger.close();
        poison.close();
        recorder.close();
    }
}
