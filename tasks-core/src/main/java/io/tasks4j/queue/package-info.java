/** For applications: what producers hold. */
@NullMarked
package io.tasks4j.queue;

import org.jspecify.annotations.NullMarked;
