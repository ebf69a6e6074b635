/** For backend authors: what a worker does on any backend. */
@NullMarked
package io.tasks4j.tck.worker;

import org.jspecify.annotations.NullMarked;
