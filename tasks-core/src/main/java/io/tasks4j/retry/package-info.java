/** For applications: when and how often a failed task is tried again. */
@NullMarked
package io.tasks4j.retry;

import org.jspecify.annotations.NullMarked;
