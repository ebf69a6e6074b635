/** For applications: whether a store does its work. */
@NullMarked
package io.tasks4j.health;

import org.jspecify.annotations.NullMarked;
