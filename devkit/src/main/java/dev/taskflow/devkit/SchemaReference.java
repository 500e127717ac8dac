package dev.taskflow.devkit;

/**
 * A schema's use of another subject's version.
 *
 * @param name the full name of the type that is taken from there
 * @param version from 1
 */
record SchemaReference(String name, String subject, int version) {}
