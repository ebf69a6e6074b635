/** For backend authors: a task on its way, and its documented JSON form. */
@NullMarked
package io.tasks4j.message;

import org.jspecify.annotations.NullMarked;
