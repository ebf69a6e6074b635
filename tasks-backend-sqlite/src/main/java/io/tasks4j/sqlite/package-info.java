/** For applications: a task backend in one SQLite file. */
@NullMarked
package io.tasks4j.sqlite;

import org.jspecify.annotations.NullMarked;
