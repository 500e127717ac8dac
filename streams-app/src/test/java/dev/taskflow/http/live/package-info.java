@NullMarked
package dev.taskflow.http.live;

import org.jspecify.annotations.NullMarked;
