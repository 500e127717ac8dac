package dev.taskflow.cli;

/** JSON as the OpenAPI document has it. */
final class Samples {

    private Samples() {}

    static String flow(String id, String status, boolean terminal, int active, int total, String more) {
        return """
            {"flowId":"%s","ownerKey":"acme","syncMode":"MANAGED","controllerId":"order-service","goal":"ship order 4711",\
            "status":"%s","terminal":%s,"revision":3,"sequence":7,"notifyPolicy":"DONE_ONLY","completion":"EXPLICIT",\
            "onTaskFailure":"CONTINUE","closePolicy":"CANCEL_TASKS","sealed":false,"labels":{"team":"blue"},\
            "tasks":{"total":%s,"succeeded":0,"failed":0,"timedOut":0,"cancelled":0,"lost":0,"active":%s},\
            "createdAt":"2026-11-22T10:15:30.123Z","updatedAt":"2026-11-22T10:15:31.000Z","redacted":["stateJson"]%s}"""
                .formatted(id, status, terminal, total, active, more);
    }

    static String running(String id) {
        return flow(id, "RUNNING", false, 1, 2, "");
    }

    /** Cancel requested, and tasks still active. */
    static String stopping(String id, int active) {
        return flow(id, "RUNNING", false, active, 2, ",\"cancelRequestedAt\":\"2026-11-22T10:16:00.000Z\"");
    }

    static String cancelled(String id) {
        return flow(id, "CANCELLED", true, 0, 2, ",\"cancelRequestedAt\":\"2026-11-22T10:16:00.000Z\"");
    }

    static String task(String run, String status) {
        return """
            {"taskId":"f-1.%s","flowId":"f-1","runId":"%s","runtime":"default","status":"%s","attempt":1,"metadata":{},\
            "inputContentType":"application/json","blocked":false,"workerId":"w-1","progressSummary":"half",\
            "createdAt":"2026-11-22T10:15:30.123Z","updatedAt":"2026-11-22T10:15:31.000Z","redacted":["input"]}"""
                .formatted(run, run, status);
    }

    static String tasks(String... tasks) {
        return "{\"tasks\":[" + String.join(",", tasks) + "]}";
    }

    static String flows(String next, String... flows) {
        return "{\"flows\":[" + String.join(",", flows) + "]"
                + (next.isEmpty() ? "" : ",\"nextCursor\":\"" + next + "\"") + "}";
    }

    static String counts() {
        return """
            {"byStatus":{"QUEUED":1,"RUNNING":2,"WAITING":3,"BLOCKED":4,"SUCCEEDED":5,"FAILED":0,"CANCELLED":6,"LOST":0,\
            "UNSPECIFIED":0},"cancelRequested":7,"total":21}""";
    }

    static String answer(String outcome, String status) {
        return """
            {"commandId":"c-1","flowId":"f-1","outcome":"%s","revision":4,"status":"%s",\
            "tasks":[{"runId":"pick","taskId":"f-1.pick","status":"QUEUED","created":true}],\
            "decidedAt":"2026-11-22T10:16:00.000Z"}"""
                .formatted(outcome, status);
    }

    static String event(long sequence, String type, String payload) {
        return """
            {"eventId":"f-1:%s","flowId":"f-1","ownerKey":"acme","sequence":%s,"revision":1,\
            "occurredAt":"2026-11-22T10:15:30.123Z","type":"%s","payload":%s,"redacted":[]}"""
                .formatted(sequence, sequence, type, payload);
    }

    static String events(String next, String... events) {
        return "{\"events\":[" + String.join(",", events) + "]"
                + (next.isEmpty() ? "" : ",\"nextCursor\":\"" + next + "\"") + "}";
    }
}
