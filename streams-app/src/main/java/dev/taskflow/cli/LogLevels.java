package dev.taskflow.cli;

/** How much is logged. Takes effect only before the first logger is made, which log4j2.xml then reads. */
final class LogLevels {

    private static final String OURS = "taskflow.log.level";
    private static final String OTHERS = "taskflow.log.kafka.level";

    private LogLevels() {}

    /** What an operator gave with {@code -Dtaskflow.log.level} to the JVM wins. */
    static void set(Object command, boolean verbose) {
        if (command instanceof QuietCommand quiet) {
            setDefault(OURS, verbose ? "INFO" : quiet.ownLogLevel());
            setDefault(OTHERS, verbose ? "WARN" : "ERROR");
        } else {
            setDefault(OURS, verbose ? "DEBUG" : "INFO");
            setDefault(OTHERS, verbose ? "INFO" : "WARN");
        }
    }

    private static void setDefault(String property, String level) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, level);
        }
    }
}
