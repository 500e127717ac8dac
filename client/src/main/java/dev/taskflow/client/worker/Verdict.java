package dev.taskflow.client.worker;

/** What is to become of a delivered record. */
enum Verdict {
    /** Its report is stored, or none is needed: it is not to come again. */
    DONE,
    /** It was not run, or its report could not be stored: it is to come again, here or elsewhere. */
    GIVE_BACK,
    /** Nobody can use it. */
    REFUSE
}
