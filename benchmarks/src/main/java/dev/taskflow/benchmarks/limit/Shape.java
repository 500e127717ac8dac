package dev.taskflow.benchmarks.limit;

/**
 * How many records a flow is.
 *
 * @param inputs records read for each flow
 * @param outputs records written for each flow, changelogs apart
 */
public record Shape(double inputs, double outputs) {
    /** Records written for each that is read. */
    double outputsPerInput() {
        return outputs / inputs;
    }
}
