package dev.taskflow.cli.demo;

/** One promise: what was to be seen in the records, and what was. */
public record Check(String what, String expected, String seen) {

    public boolean agrees() {
        return expected.equals(seen);
    }
}
