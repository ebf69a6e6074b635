/** For programs of this library that show tasks: the dashboard and the command line. */
@NullMarked
package io.tasks4j.dashboard.view;

import org.jspecify.annotations.NullMarked;
