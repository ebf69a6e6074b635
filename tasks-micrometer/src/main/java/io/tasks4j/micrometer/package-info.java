/** For applications: metrics of queues and workers, by Micrometer. */
@NullMarked
package io.tasks4j.micrometer;

import org.jspecify.annotations.NullMarked;
