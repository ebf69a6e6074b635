/** For applications: recorded and inline backends and a manual clock, for their own tests. */
@NullMarked
package io.tasks4j.testing;

import org.jspecify.annotations.NullMarked;
