package io.tasks4j.examples.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.examples.Jvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderWorkflowTest {
  @Test
  @DisplayName("One order is shipped, one cannot be paid, and both customers hear of it")
  void orders(@TempDir Path folder) throws Exception {
    try (Jvm orders = Jvm.start(folder, OrderWorkflow.class)) {
      assertEquals(0, orders.process().waitFor(), orders.printed());

      List<String> lines = orders.printed().lines().toList();
      assertEquals(4, lines.size(), orders.printed());
      assertEquals("parcel of 2 for order 1001", lines.get(0));
      assertEquals("Order 1001 is on its way.", lines.get(1));
      assertTrue(lines.get(2).startsWith("FAILED: "), lines.get(2));
      assertTrue(lines.get(2).contains("the card was declined"), lines.get(2));
      assertEquals("Order 1002 could not be paid.", lines.get(3));
    }
  }
}
