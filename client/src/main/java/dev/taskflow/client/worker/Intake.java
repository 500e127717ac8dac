package dev.taskflow.client.worker;

/** Brings records from Kafka to {@link Executions} and carries out the verdicts on them. */
interface Intake {
    /** Takes records from now on. */
    void start();

    /** Takes no more records, but goes on to keep those that it has, and to carry out verdicts. */
    void stopTaking();

    /** Waits until the verdicts on all records are carried out, and leaves the group. After {@link #stopTaking} only. */
    void close();
}
