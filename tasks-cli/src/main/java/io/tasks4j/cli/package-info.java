/** The command line {@code tasks}; nothing here is for applications. */
@NullMarked
package io.tasks4j.cli;

import org.jspecify.annotations.NullMarked;
