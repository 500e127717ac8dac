package dev.taskflow.devkit;

/**
 * A schema as one version of a subject.
 *
 * @param deleted softly: hidden unless asked for, still readable by id
 */
record SubjectVersion(String subject, int version, StoredSchema schema, boolean deleted) {}
