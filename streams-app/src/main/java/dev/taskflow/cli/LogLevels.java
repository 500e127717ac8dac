package dev.taskflow.cli;

/** How much is logged, and how. Takes effect only before the first logger is made, which log4j2.xml then reads. */
final class LogLevels {

    private static final String OURS = "taskflow.log.level";
    private static final String OTHERS = "taskflow.log.kafka.level";

    private static final String FORMAT = "taskflow.log.format";

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

    /** @param format as the configuration calls it */
    static void setFormat(String format) {
        setDefault(FORMAT, format);
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
