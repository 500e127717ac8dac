package dev.taskflow.benchmarks.rivals;

import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;

/** What is to be done with the answers to a request, and with its failure. */
record Answer<T>(Consumer<T> received, Consumer<Throwable> failed) implements StreamObserver<T> {
    @Override
    public void onNext(T answer) {
        received.accept(answer);
    }

    @Override
    public void onError(Throwable failure) {
        failed.accept(failure);
    }

    @Override
    public void onCompleted() {}
}
