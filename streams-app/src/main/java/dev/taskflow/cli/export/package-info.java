/** How {@code topics export} writes down what an installation needs on a cluster. For {@code cli} and tests. */
@NullMarked
package dev.taskflow.cli.export;

import org.jspecify.annotations.NullMarked;
