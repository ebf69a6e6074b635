/**
 * For applications: signed messages over HTTP that tell other systems how tasks ended.
 *
 * <p>Each is a task of its own, so it is as durable as any, and tried again until it arrives.
 */
@NullMarked
package io.tasks4j.webhook;

import org.jspecify.annotations.NullMarked;
