/**
 * For readers: an order as a workflow, with steps that run side by side and one that always runs.
 */
@NullMarked
package io.tasks4j.examples.order;

import org.jspecify.annotations.NullMarked;
