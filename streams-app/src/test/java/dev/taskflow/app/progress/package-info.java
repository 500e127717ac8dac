/** Tests of the judgement whether an instance makes progress, with facts and time by hand. */
@NullMarked
package dev.taskflow.app.progress;

import org.jspecify.annotations.NullMarked;
