/** For applications that test with JUnit 5: fresh tasks for each test. */
@NullMarked
package io.tasks4j.testing.junit;

import org.jspecify.annotations.NullMarked;
