/** For applications: a task backend on Redis. */
@NullMarked
package io.tasks4j.redis;

import org.jspecify.annotations.NullMarked;
