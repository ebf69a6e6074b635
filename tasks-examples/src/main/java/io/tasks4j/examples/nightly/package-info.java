/** A report that is written every night, whatever becomes of the process that does it. */
@NullMarked
package io.tasks4j.examples.nightly;

import org.jspecify.annotations.NullMarked;
