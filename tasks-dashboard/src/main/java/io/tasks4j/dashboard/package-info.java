/** For applications: a dashboard over a store, to mount in a server or with one of its own. */
@NullMarked
package io.tasks4j.dashboard;

import org.jspecify.annotations.NullMarked;
