package dev.taskflow.client.worker;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Takes records by a share group, through several members. A member that holds a record is given no new one by
 * {@code KafkaShareConsumer}, whether its lock is renewed or not: with as many members as tasks run at once, and no more
 * records for each than its share of them, every record that is taken can be started, and a slow task holds up nothing.
 */
final class ShareIntake implements Intake {
    private final List<ShareMember> members;

    ShareIntake(WorkerSettings settings, Executions executions, Consumer<Throwable> fatal) {
        members = IntStream.range(0, settings.shareConsumers())
                .mapToObj(index -> new ShareMember(index, settings, executions, fatal))
                .toList();
    }

    @Override
    public void start() {
        members.forEach(ShareMember::start);
    }

    @Override
    public void stopTaking() {
        members.forEach(ShareMember::stopTaking);
    }

    @Override
    public void close() {
        members.forEach(ShareMember::close);
    }
}
