/** What is said of JSON that cannot be read or written, without what stood in it. */
@NullMarked
package io.tasks4j.internal.json;

import org.jspecify.annotations.NullMarked;
