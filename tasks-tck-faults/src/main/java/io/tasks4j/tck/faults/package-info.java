/**
 * For the tests of this project: servers, links and processes that are broken, and how it is
 * judged.
 */
@NullMarked
package io.tasks4j.tck.faults;

import org.jspecify.annotations.NullMarked;
