@NullMarked
package dev.taskflow.http;

import org.jspecify.annotations.NullMarked;
