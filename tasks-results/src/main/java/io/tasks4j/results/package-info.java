/** For applications, by address: stores of results, records and locks on Redis and on SQLite. */
@NullMarked
package io.tasks4j.results;

import org.jspecify.annotations.NullMarked;
