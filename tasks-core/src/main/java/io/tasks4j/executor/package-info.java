/** For applications and backend authors: how one message is run. */
@NullMarked
package io.tasks4j.executor;

import org.jspecify.annotations.NullMarked;
