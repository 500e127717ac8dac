package dev.taskflow.cli;

/** What the process tells the shell. A stop by a signal is 128 plus the signal's number, as always. */
public final class ExitCode {

    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int UNREACHABLE = 3;

    /** 128 + SIGPIPE. */
    static final int NOBODY_READS = 141;

    private ExitCode() {}
}
