/** For applications: chains, groups and workflows of tasks, which are enqueued as one. */
@NullMarked
package io.tasks4j.chain;

import org.jspecify.annotations.NullMarked;
