package dev.taskflow.client.worker;

import dev.taskflow.client.Connection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Says how a {@link TaskWorker} is to work. For one thread. */
public final class TaskWorkerBuilder {
    private final Connection connection;
    private final String runtime;
    private final TaskHandler handler;
    private final List<Class<? extends Throwable>> notRetryable = new ArrayList<>();
    private String workerId = hostName() + "-" + UUID.randomUUID().toString().substring(0, 8);
    private String group;
    private Delivery delivery = Delivery.AUTOMATIC;
    private int concurrency = 8;
    private int prefetch;
    private int shareConsumers;
    private @Nullable Duration lockDuration;
    private @Nullable Duration startedAfter;
    private Duration progressInterval = Duration.ofMillis(500);
    private boolean interruptOnCancel;
    private Duration closeLimit = Duration.ofSeconds(30);

    TaskWorkerBuilder(Connection connection, String runtime, TaskHandler handler) {
        this.connection = connection;
        this.runtime = runtime;
        this.handler = handler;
        // Refuses a name that no topic can have.
        this.group = connection.topics(runtime).workerGroup(runtime);
    }

    /**
     * How many handlers run at once; 8 unless set. By a share group, a worker whose handlers are all busy takes nothing more but
     * what {@link #prefetch} says. By a consumer group, about a hundred dispatches wait, which no other worker could run.
     */
    public TaskWorkerBuilder concurrency(int tasks) {
        concurrency = positive(tasks, "concurrency");
        return this;
    }

    /**
     * How many tasks beyond those that run a share group's worker may have waiting, so that a short task is followed by the next
     * without asking Kafka; none unless set. Set it to 100 or more for handlers that take a few milliseconds, and leave it
     * where one takes seconds: what waits here is not run by another worker that has nothing to do. A member takes its part
     * of them at a time, and takes new ones when all of those have ended. Means nothing to a consumer group.
     */
    public TaskWorkerBuilder prefetch(int tasks) {
        if (tasks < 0) {
            throw new IllegalArgumentException("prefetch must not be negative: " + tasks);
        }
        prefetch = tasks;
        return this;
    }

    /**
     * How many members the worker has in its share group. Unless set: as many as handlers, at most 16; with few handlers one for
     * each of them on each partition of the dispatch topic, at most 8. Kafka gives a member partitions of its own and no new
     * record while it holds one, so that as many tasks of one partition run at once as the worker has members on it. With handlers
     * times partitions up to 8, a worker that is alone runs any waiting task as soon as a handler is free; beyond, tasks that are
     * uneven over the partitions may leave handlers idle. In a group with other workers Kafka spreads the members of all of them.
     *
     * <p>With more members than handlers, what reaches a member after the last handler was taken is given back at once, so that
     * another worker may have it. Deliveries are limited, so a task to which that has happened several times (four, with the limit
     * of ten that the worker sets where it may) waits here instead, with its lock renewed. Brokers allow 200 members in a group by
     * default ({@code group.share.max.size}).
     */
    public TaskWorkerBuilder shareConsumers(int members) {
        shareConsumers = positive(members, "shareConsumers");
        return this;
    }

    /** The worker's name on its reports; the host's name and a random suffix unless set. */
    public TaskWorkerBuilder workerId(String id) {
        workerId = notBlank(id, "workerId");
        return this;
    }

    /** The group that shares the runtime's dispatches; {@code <topic prefix>workers.<runtime>} unless set. */
    public TaskWorkerBuilder group(String id) {
        group = notBlank(id, "group");
        return this;
    }

    /** How dispatches are delivered; the same for all workers of a group, or each group runs every task. */
    public TaskWorkerBuilder delivery(Delivery mode) {
        delivery = mode;
        return this;
    }

    /**
     * How long a share group leaves a dispatch to a worker that does not renew its lock; the worker renews it each third of
     * this time. Sets the group's {@code share.record.lock.duration.ms}; left as it is unless set. Brokers allow 15 to 60 s.
     */
    public TaskWorkerBuilder lockDuration(Duration duration) {
        lockDuration = positive(duration, "lockDuration");
        return this;
    }

    /**
     * After which time at work a task is reported as started; one second, or half of its heartbeat timeout if that is less,
     * unless set. Shorter tasks are reported once, when they end. Must be below the tasks' {@code startTimeoutMs}, which a
     * dispatch does not name. Zero reports every start.
     */
    public TaskWorkerBuilder startedAfter(Duration runningFor) {
        if (runningFor.isNegative()) {
            throw new IllegalArgumentException("startedAfter must not be negative: " + runningFor);
        }
        startedAfter = runningFor;
        return this;
    }

    /** How far apart the progress reports of one task are at least; half a second unless set. */
    public TaskWorkerBuilder progressInterval(Duration atLeast) {
        progressInterval = positive(atLeast, "progressInterval");
        return this;
    }

    /** Whether the handler's thread is interrupted when its task is asked to stop; it is not unless set. */
    public TaskWorkerBuilder interruptOnCancel(boolean interrupt) {
        interruptOnCancel = interrupt;
        return this;
    }

    /** How long {@link TaskWorker#close} waits for handlers at work before it stops them; 30 seconds unless set. */
    public TaskWorkerBuilder closeLimit(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("closeLimit must not be negative: " + limit);
        }
        closeLimit = limit;
        return this;
    }

    /** Exceptions, subclasses included, after which no further attempt is made. Adds to those given before. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final TaskWorkerBuilder notRetryable(Class<? extends Throwable>... types) {
        notRetryable.addAll(List.of(types));
        return this;
    }

    /**
     * Starts a worker and returns when it takes dispatches and sees every cancellation sent from now on.
     *
     * @throws WorkerStartFailed if Kafka or the schema registry cannot be reached or refuse, or a topic is missing
     */
    public TaskWorker start() {
        return TaskWorker.start(new WorkerSettings(
                connection,
                runtime,
                handler,
                workerId,
                group,
                delivery,
                concurrency,
                prefetch,
                shareConsumers,
                Optional.ofNullable(lockDuration),
                Optional.ofNullable(startedAfter),
                progressInterval,
                interruptOnCancel,
                closeLimit,
                List.copyOf(notRetryable)));
    }

    private static int positive(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
        return value;
    }

    private static Duration positive(Duration value, String name) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be more than zero: " + value);
        }
        return value;
    }

    private static String notBlank(String value, String name) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " must not be blank");
        }
        return value;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "worker"; // The random suffix tells workers apart.
        }
    }
}
