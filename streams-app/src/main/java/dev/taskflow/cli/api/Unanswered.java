package dev.taskflow.cli.api;

import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import org.jspecify.annotations.Nullable;

/** No instance answered, or it could not do so now. The message says where and what to do. */
public final class Unanswered extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why there was no answer, in words; the JDK leaves them out where nobody listens. */
    public static String why(Throwable failed) {
        if (failed.getMessage() != null) {
            return failed.getMessage();
        }
        for (Throwable cause = failed.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "unknown host";
            }
        }
        return failed instanceof ConnectException
                ? "connection refused"
                : failed.getClass().getSimpleName();
    }

    Unanswered(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
