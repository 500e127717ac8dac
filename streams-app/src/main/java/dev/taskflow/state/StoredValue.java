package dev.taskflow.state;

/**
 * A flow or task as it is stored.
 *
 * @param detailsVersion the version of the row with its details; 0: it has none
 * @param rowBytes the length of its row
 */
record StoredValue<V>(V value, long detailsVersion, int rowBytes) {}
