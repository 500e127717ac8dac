/**
 * Who asks, what he may do, and how often: tokens, roles and rates. Knows nothing of HTTP but the token's text. Used by the
 * other http packages, and by the command that makes tokens.
 */
@NullMarked
package dev.taskflow.http.access;

import org.jspecify.annotations.NullMarked;
