/** Tests of the development broker and registry, on real sockets and files. */
@NullMarked
package dev.taskflow.devkit;

import org.jspecify.annotations.NullMarked;
