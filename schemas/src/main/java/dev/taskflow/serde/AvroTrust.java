package dev.taskflow.serde;

import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Tells Avro that TaskFlow's generated classes may be instantiated. Since 1.12.2 Avro refuses, with a
 * {@link SecurityException}, every generated class that is not on its process-wide allow-list. TaskFlow's serdes install
 * this themselves, and {@link AvroTrustConversion} does where Avro's service providers are found. Call it once at start if
 * you use TaskFlow's classes with another serde in a jar without service files.
 */
public final class AvroTrust {
    private static final String PACKAGE = "dev.taskflow.v1.";
    private static final ClassSecurityPredicate TASKFLOW =
            candidate -> candidate.getName().startsWith(PACKAGE);

    private AvroTrust() {}

    /** Adds TaskFlow's records to what is trusted already. May be called any number of times, from any thread. */
    public static synchronized void install() {
        ClassSecurityPredicate current = ClassSecurityValidator.getGlobal();
        // Asked of the list itself, not of a flag: somebody else may have replaced the list since the last call.
        if (!current.isTrusted(dev.taskflow.v1.FlowCommand.class)) {
            ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(current, TASKFLOW));
        }
    }
}
