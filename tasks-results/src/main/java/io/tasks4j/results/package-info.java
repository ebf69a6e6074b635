/** For applications: result and metadata stores on Redis and on SQLite. */
@NullMarked
package io.tasks4j.results;

import org.jspecify.annotations.NullMarked;
