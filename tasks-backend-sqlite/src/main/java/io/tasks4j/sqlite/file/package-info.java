/** For the other modules of Tasks4J alone: a SQLite file, its connections, and its errors. */
@NullMarked
package io.tasks4j.sqlite.file;

import org.jspecify.annotations.NullMarked;
