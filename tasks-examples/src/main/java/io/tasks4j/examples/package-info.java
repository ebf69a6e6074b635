/** For readers: programs that use Tasks4J, each run by a test. */
@NullMarked
package io.tasks4j.examples;

import org.jspecify.annotations.NullMarked;
