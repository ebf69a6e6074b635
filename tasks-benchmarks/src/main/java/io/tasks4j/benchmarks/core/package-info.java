/** What lives inside the JVM, by JMH. */
@NullMarked
package io.tasks4j.benchmarks.core;

import org.jspecify.annotations.NullMarked;
