/** The first run: thumbnails of a folder, each made by one durable task. Start at Quickstart. */
@NullMarked
package io.tasks4j.examples.quickstart;

import org.jspecify.annotations.NullMarked;
