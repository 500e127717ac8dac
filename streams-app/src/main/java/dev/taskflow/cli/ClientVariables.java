package dev.taskflow.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Environment variables of the commands that talk to an instance. They are no settings of the processor. */
final class ClientVariables {

    static final String URL = "TASKFLOW_URL";
    static final String TOKEN = "TASKFLOW_TOKEN";
    static final String TOKEN_FILE = "TASKFLOW_TOKEN_FILE";
    static final String OWNER = "TASKFLOW_OWNER";

    private ClientVariables() {}

    /** An environment without them, for whoever takes every {@code TASKFLOW_*} for a setting. */
    static Map<String, String> without(Map<String, String> environment) {
        Map<String, String> rest = new HashMap<>(environment);
        List.of(URL, TOKEN, TOKEN_FILE, OWNER).forEach(rest::remove);
        return rest;
    }
}
