/** For backend authors: what is kept of a task, and where results are stored and found. */
@NullMarked
package io.tasks4j.result;

import org.jspecify.annotations.NullMarked;
