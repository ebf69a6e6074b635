/** For maintainers: measurements of Tasks4J. */
@NullMarked
package io.tasks4j.benchmarks;

import org.jspecify.annotations.NullMarked;
