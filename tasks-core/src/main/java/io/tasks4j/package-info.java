/** For applications: what a task is, what it is called, and how it ends. */
@NullMarked
package io.tasks4j;

import org.jspecify.annotations.NullMarked;
