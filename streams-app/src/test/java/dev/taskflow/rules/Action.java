package dev.taskflow.rules;

/**
 * One thing that somebody does in a random history. Numbers stand for names, so that a failing history shrinks to small ones.
 *
 * @param flow which flow
 * @param run which task
 * @param variant which flavour of the action: a policy, an outcome, an owner, a stale id; small is ordinary
 * @param gapMs how long after the action before it, in milliseconds; negative: stamped that much before it (X3)
 */
record Action(Kind kind, int flow, int run, int variant, int gapMs) {

    enum Kind {
        CREATE,
        SPAWN,
        SEAL,
        WAIT,
        RESUME,
        FINISH,
        FAIL,
        CANCEL,
        CANCEL_TASK,
        NOTIFY,
        STARTED,
        PROGRESS,
        COMPLETED,
        /** An input of before comes once more. */
        REDELIVERED
    }
}
