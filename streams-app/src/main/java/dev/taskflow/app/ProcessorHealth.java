package dev.taskflow.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.http.InstanceHealth;

/** The processor's status as HTTP shows it. */
final class ProcessorHealth implements InstanceHealth {
    private final TaskFlowProcessor processor;

    ProcessorHealth(TaskFlowProcessor processor) {
        this.processor = processor;
    }

    @Override
    public String state() {
        return processor.state().name();
    }

    @Override
    public boolean isLive() {
        return processor.isLive();
    }

    @Override
    public boolean isReady() {
        return processor.isReady();
    }

    @Override
    public ObjectNode details() {
        ProcessorStatus status = processor.status();
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        ArrayNode partitions = details.putArray("partitions");
        status.partitions().stream().sorted().forEach(partitions::add);
        status.lags().ifPresent(lags -> {
            ObjectNode node = details.putObject("lag");
            lags.forEach((store, ofStore) -> {
                ObjectNode byPartition = node.putObject(store);
                ofStore.forEach((partition, lag) -> byPartition.put(partition.toString(), lag));
            });
        });
        ObjectNode restores = details.putObject("restores");
        status.restores().forEach((changelog, restore) -> restores.putObject(changelog)
                .put("restored", restore.restored())
                .put("total", restore.total()));
        details.put("rocksDbBytes", status.rocksDbBytes());
        status.freeDiskBytes().ifPresent(bytes -> details.put("freeDiskBytes", bytes));
        details.put("brokerAnswers", status.brokerAnswers());
        ArrayNode stuck = details.putArray("stuck");
        status.stuck().forEach(stuck::add);
        return details;
    }
}
