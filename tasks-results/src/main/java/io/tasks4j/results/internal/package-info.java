/** For this module alone: how results and records are written, and how waits are woken. */
@NullMarked
package io.tasks4j.results.internal;

import org.jspecify.annotations.NullMarked;
