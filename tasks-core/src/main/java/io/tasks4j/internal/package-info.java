/**
 * What the modules of Tasks4J share and applications do not use: it may change in any release.
 * Exported to those modules alone.
 */
@NullMarked
package io.tasks4j.internal;

import org.jspecify.annotations.NullMarked;
