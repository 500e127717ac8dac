/** How operators' commands put text on a terminal: what data may say there, tables, JSON. For the commands alone. */
@NullMarked
package dev.taskflow.cli.text;

import org.jspecify.annotations.NullMarked;
