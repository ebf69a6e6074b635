/** For readers: a producer and workers as processes of their own, on one host or on many. */
@NullMarked
package io.tasks4j.examples.letters;

import org.jspecify.annotations.NullMarked;
