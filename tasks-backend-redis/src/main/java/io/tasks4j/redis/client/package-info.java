/** For the other modules of Tasks4J alone: how Redis is reached, checked and understood. */
@NullMarked
package io.tasks4j.redis.client;

import org.jspecify.annotations.NullMarked;
