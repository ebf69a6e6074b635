/** The smallest program: one task, enqueued, run and awaited. */
@NullMarked
package io.tasks4j.examples.hello;

import org.jspecify.annotations.NullMarked;
