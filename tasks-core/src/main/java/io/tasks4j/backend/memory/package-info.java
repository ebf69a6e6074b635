/** For applications and tests: the reference backend, which lives and dies with its JVM. */
@NullMarked
package io.tasks4j.backend.memory;

import org.jspecify.annotations.NullMarked;
