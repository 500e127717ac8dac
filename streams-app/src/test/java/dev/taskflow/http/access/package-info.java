@NullMarked
package dev.taskflow.http.access;

import org.jspecify.annotations.NullMarked;
