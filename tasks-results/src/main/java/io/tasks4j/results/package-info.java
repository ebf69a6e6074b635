/**
 * For applications: stores of their own for results and records, opened by {@link
 * io.tasks4j.results.ResultStores}.
 */
@NullMarked
package io.tasks4j.results;

import org.jspecify.annotations.NullMarked;
