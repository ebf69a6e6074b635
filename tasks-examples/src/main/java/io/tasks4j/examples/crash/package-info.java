/** A proof by trial: processes that share one task file are killed with -9, and no task is lost. */
@NullMarked
package io.tasks4j.examples.crash;

import org.jspecify.annotations.NullMarked;
