/** For authors of backends: schedulers in processes that are killed, as a test to inherit. */
@NullMarked
package io.tasks4j.tck.schedule;

import org.jspecify.annotations.NullMarked;
