/**
 * The records of TaskFlow's topics and stores, generated from the Avro IDL in {@code src/main/avro}.
 *
 * <p>Anyone may use them. Getters of nullable fields return {@link java.util.Optional}; builders take {@code null} for
 * those fields, which is why this package is not null-marked.
 */
package dev.taskflow.v1;
