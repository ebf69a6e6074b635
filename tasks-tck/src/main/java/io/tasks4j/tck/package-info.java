/** For backend authors: the contract of brokers and stores, as JUnit tests to inherit. */
@NullMarked
package io.tasks4j.tck;

import org.jspecify.annotations.NullMarked;
