/** For applications: stores of results, records and locks on Redis. */
@NullMarked
package io.tasks4j.results.redis;

import org.jspecify.annotations.NullMarked;
