package dev.taskflow.client.worker;

/** How dispatches come to the workers of a runtime. */
public enum Delivery {
    /**
     * A share group if the brokers have them and no consumer group of the name exists, else a consumer group. A share group costs
     * more for each task, which is little beside tasks that take 10 ms and more, and those must not wait for one another; for
     * shorter ones {@link TaskWorkerBuilder#prefetch} makes up for it.
     */
    AUTOMATIC,
    /**
     * A share group: a slow task holds up no other, and more workers than partitions share the work. Kafka 4.2 or newer. Behind
     * a dispatch that is held Kafka goes on for {@code share.partition.max.record.locks} further records of its partition, then
     * waits for it; the worker sets the group's to 4,000, what brokers allow by default.
     */
    SHARE_GROUP,
    /** A consumer group: each partition belongs to one worker at a time, and what waits behind a slow task may wait for it. */
    CONSUMER_GROUP
}
