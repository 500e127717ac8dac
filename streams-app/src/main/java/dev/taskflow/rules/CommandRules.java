package dev.taskflow.rules;

/** The rules of commands, as the table of commands names them. */
record CommandRules(
        CreateRules create, SpawnRules spawn, AdvanceRules advance, CancelRules cancel, NotifyRules notifying) {}
