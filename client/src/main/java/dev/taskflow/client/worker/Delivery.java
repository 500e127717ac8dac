package dev.taskflow.client.worker;

/** How dispatches come to the workers of a runtime. */
public enum Delivery {
    /** A share group if the brokers have them and no consumer group of the name exists, else a consumer group. */
    AUTOMATIC,
    /** A share group: a slow task holds up no other, and more workers than partitions share the work. Kafka 4.2 or newer. */
    SHARE_GROUP,
    /** A consumer group: each partition belongs to one worker at a time, and what waits behind a slow task may wait for it. */
    CONSUMER_GROUP
}
