/** For applications: locks that several processes share; for authors of stores: what they need. */
@NullMarked
package io.tasks4j.lock;

import org.jspecify.annotations.NullMarked;
