package io.tasks4j.examples.docs;

import io.tasks4j.Task;
import io.tasks4j.examples.docs.Shop.Order;

/** The shop after its task was mended. */
final class MendedShop {
  // snippet: steps-mended
  static final Task<Order, String> RECEIPT =
      Task.of(
          "receipts.write",
          Order.class,
          String.class,
          (order, context) ->
              order.items() == 0 ? "nothing" : "each costs " + order.cents() / order.items());

  // end

  private MendedShop() {}

  public static void main(String[] args) throws Exception {
    Shop.run(RECEIPT, Integer.parseInt(args[0]));
  }
}
