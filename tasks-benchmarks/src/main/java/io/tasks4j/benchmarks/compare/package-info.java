/** Tasks4J beside raw loops and other libraries: each in a process of its own, in turns. */
@NullMarked
package io.tasks4j.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
