/** How the core's own stores are found by their addresses; for the service loader alone. */
@NullMarked
package io.tasks4j.internal.providers;

import org.jspecify.annotations.NullMarked;
