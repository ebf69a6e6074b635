/** For tests: a backend that runs nothing and records everything. */
@NullMarked
package io.tasks4j.backend.dummy;

import org.jspecify.annotations.NullMarked;
