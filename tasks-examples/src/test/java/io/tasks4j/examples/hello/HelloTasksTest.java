package io.tasks4j.examples.hello;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tasks4j.examples.Jvm;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelloTasksTest {
  @Test
  @DisplayName("The smallest program prints the result of its task and ends")
  void greets(@TempDir Path folder) throws Exception {
    try (Jvm hello = Jvm.start(folder, HelloTasks.class)) {
      int exit = hello.process().waitFor();

      assertEquals("Hello, world!", hello.printed().strip());
      assertEquals(0, exit);
    }
  }
}
