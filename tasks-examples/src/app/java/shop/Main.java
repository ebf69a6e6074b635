package shop;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.Task;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import shop.closed.Secret;
import shop.orders.Order;

/** Runs a task on each address that it is given; on {@code dummy:} one that cannot travel. */
final class Main {
  private static final Task<Order, String> CONFIRM =
      Task.of("confirm", Order.class, String.class, (order, context) -> "order " + order.number());
  private static final Task<Secret, String> KEEP =
      Task.of("keep", Secret.class, String.class, (secret, context) -> secret.text());

  private Main() {}

  public static void main(String[] addresses) throws Exception {
    for (String address : addresses) {
      System.out.println(address + " " + outcome(address));
    }
  }

  private static String outcome(String address) throws Exception {
    try (TaskQueue queue = TaskQueue.open(address)) {
      if (address.equals("dummy:")) {
        return queue.enqueue(KEEP, new Secret("door")).id().toString();
      }
      try (Worker worker = Worker.builder(queue).register(CONFIRM).start()) {
        return queue.enqueue(CONFIRM, new Order(7)).await(Duration.ofMinutes(1));
      }
    } catch (BackendUnavailableException e) {
      return "cannot be reached";
    } catch (TaskSerializationException e) {
      return e.getMessage();
    }
  }
}
