package io.tasks4j.testing;

import io.tasks4j.testing.Resize.Image;
import java.util.concurrent.Callable;

/** What a test without JUnit does; loaded by {@link WithoutJUnitTest} where there is none. */
public final class WithoutJUnit implements Callable<String> {
  @Override
  public String call() {
    try (TestTasks tasks = TestTasks.create(new Resize())) {
      tasks.queue().enqueue(Resize.TYPE, new Image("cat.jpg", 200));
      tasks.drainUntilIdle();
      tasks.assertNoFailures();
      tasks.enqueued(Resize.ANNOUNCE).once();
    }
    try {
      Class.forName("org.junit.jupiter.api.Test");
      return "JUnit is here";
    } catch (ClassNotFoundException e) {
      return "no JUnit, " + TaskRunner.of(new Resize()).run(new Image("cat.jpg", 1)).result();
    }
  }
}
