/** For backend authors: what a broker must do, and the messages and claims it deals in. */
@NullMarked
package io.tasks4j.backend;

import org.jspecify.annotations.NullMarked;
