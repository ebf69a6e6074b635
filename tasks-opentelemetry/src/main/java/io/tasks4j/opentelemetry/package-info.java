/**
 * For applications: traces that follow tasks from their producer to their end, by OpenTelemetry.
 */
@NullMarked
package io.tasks4j.opentelemetry;

import org.jspecify.annotations.NullMarked;
