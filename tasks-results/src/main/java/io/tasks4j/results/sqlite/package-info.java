/** For applications: stores of results, records and locks in one SQLite file. */
@NullMarked
package io.tasks4j.results.sqlite;

import org.jspecify.annotations.NullMarked;
