/**
 * Producers and workers in processes of their own under random faults, and a checker that judges
 * the history of all that they did.
 */
@NullMarked
package io.tasks4j.chaos;

import org.jspecify.annotations.NullMarked;
