/**
 * For applications and authors of stores: opens stores of results, records and locks by address.
 */
@NullMarked
package io.tasks4j.store;

import org.jspecify.annotations.NullMarked;
