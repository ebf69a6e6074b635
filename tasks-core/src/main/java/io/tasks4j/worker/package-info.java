/** For applications: what runs tasks. */
@NullMarked
package io.tasks4j.worker;

import org.jspecify.annotations.NullMarked;
