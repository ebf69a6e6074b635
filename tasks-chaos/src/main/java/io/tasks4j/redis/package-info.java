/** What chaos needs of the Redis backend, and no application does. */
@NullMarked
package io.tasks4j.redis;

import org.jspecify.annotations.NullMarked;
