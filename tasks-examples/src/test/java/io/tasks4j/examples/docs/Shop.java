package io.tasks4j.examples.docs;

// snippet: steps-program
import io.tasks4j.Task;
import io.tasks4j.dashboard.Authenticator;
import io.tasks4j.dashboard.Dashboard;
import io.tasks4j.dashboard.DashboardServer;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;

public final class Shop {
  record Order(int number, int items, int cents) {}

  static final Task<Order, String> RECEIPT =
      Task.of(
          "receipts.write",
          Order.class,
          String.class,
          (order, context) -> "each costs " + order.cents() / order.items());

  public static void main(String[] args) throws Exception {
    run(RECEIPT, args.length > 0 ? Integer.parseInt(args[0]) : 8080);
  }

  static void run(Task<Order, String> receipt, int port) throws Exception {
    try (TaskQueue queue = TaskQueue.open("sqlite:shop.db");
        Worker worker = Worker.builder(queue).register(receipt).start();
        DashboardServer server = DashboardServer.start(dashboard(queue), port)) {
      queue.enqueue(receipt, new Order(1, 3, 900));
      System.out.println("see " + server.uri() + "; Enter ends it");
      int ignored = System.in.read();
    }
  }

  private static Dashboard dashboard(TaskQueue queue) {
    return Dashboard.builder(queue).authenticator(Authenticator.anybody(true)).build();
  }
}
// end
