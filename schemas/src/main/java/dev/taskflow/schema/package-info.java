/**
 * Schemas as documents: their language-neutral text, the released versions, and what a new version may change.
 *
 * <p>Knows nothing of topics or registries; the serdes, the topic catalogue and tests use it.
 */
@NullMarked
package dev.taskflow.schema;

import org.jspecify.annotations.NullMarked;
