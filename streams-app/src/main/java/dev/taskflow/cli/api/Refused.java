package dev.taskflow.cli.api;

import com.fasterxml.jackson.databind.JsonNode;

/** The instance has understood the request and refused it. The message says why, in words for the user. */
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Shapes.Problem problem;

    Refused(JsonNode problem) {
        super(words(new Shapes.Problem(problem)));
        this.problem = new Shapes.Problem(problem);
    }

    public Shapes.Problem problem() {
        return problem;
    }

    /** Whether the request was none that the instance takes: what was given cannot be right. */
    public boolean isWrongUsage() {
        return problem.code().equals("MALFORMED");
    }

    private static String words(Shapes.Problem problem) {
        String hint =
                switch (problem.code()) {
                    case "UNAUTHENTICATED" -> " Give a token with --token-file or TASKFLOW_TOKEN.";
                    case "FORBIDDEN" -> " The token's role does not allow it.";
                    case "MALFORMED" ->
                        problem.field().equals("TaskFlow-Owner") ? " Give it with --owner or TASKFLOW_OWNER." : "";
                    default -> "";
                };
        String field = problem.field().isEmpty() ? "" : " (" + problem.field() + ")";
        return "refused, " + problem.code() + ": " + problem.detail() + field + hint;
    }
}
