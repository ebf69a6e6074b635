package io.tasks4j.examples.order;

import io.tasks4j.ParentTask;
import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.chain.Step;
import io.tasks4j.chain.Workflow;
import io.tasks4j.chain.WorkflowHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.util.List;

/**
 * An order: checked, then paid and packed side by side, then shipped; whatever happens, the
 * customer hears of it. Its steps are in the file orders.db until they have run.
 */
public final class OrderWorkflow {
  /** What a customer wants. */
  public record Order(String number, int cents, List<String> items) {}

  /** What was paid. */
  public record Receipt(String order, int cents) {}

  /** What was packed. */
  public record Parcel(String order, int items) {}

  // snippet: order-types
  static final TaskType<Order, Order> CHECK = TaskType.of("order.check", Order.class, Order.class);
  static final TaskType<Order, Receipt> PAY =
      TaskType.of("order.pay", Order.class, Receipt.class)
          .withDefaults(TaskOptions.defaults().retry(RetryStrategy.none()));
  static final TaskType<Order, Parcel> PACK = TaskType.of("order.pack", Order.class, Parcel.class);
  static final TaskType<Order, String> SHIP = TaskType.of("order.ship", Order.class, String.class);
  static final TaskType<Order, String> TELL = TaskType.of("order.tell", Order.class, String.class);

  // end

  private OrderWorkflow() {}

  // snippet: order-workflow
  static Workflow of(Order order) {
    return Workflow.of(
            Step.of("check", CHECK, order),
            Step.from("check", "pay", PAY), // given what "check" gives
            Step.from("check", "pack", PACK), // beside "pay"
            Step.of("ship", SHIP, order).after("pay", "pack"),
            Step.of("tell", TELL, order).after("pay", "ship").runsAnyway())
        .id(TaskId.derived("order " + order.number())); // enqueued twice, it runs once
  }

  // end

  static Task<Order, Receipt> pay() {
    return Task.of(
        PAY,
        (order, context) -> {
          if (order.cents() > 100_000) {
            throw new IllegalStateException("the card was declined");
          }
          return new Receipt(order.number(), order.cents());
        });
  }

  // snippet: order-parents
  static String ship(Order order, TaskContext context) {
    Parcel parcel = context.parent("pack").result(PACK).orElseThrow();
    return "parcel of " + parcel.items() + " for order " + order.number();
  }

  static String tell(Order order, TaskContext context) {
    ParentTask payment = context.parent("pay");
    return payment.status() == TaskStatus.SUCCESS
        ? "Order " + order.number() + " is on its way."
        : "Order " + order.number() + " could not be paid.";
  }

  // end

  static Worker worker(TaskQueue queue) {
    return Worker.builder(queue)
        .register(Task.of(CHECK, (order, context) -> order))
        .register(pay())
        .register(
            Task.of(PACK, (order, context) -> new Parcel(order.number(), order.items().size())))
        .register(Task.of(SHIP, OrderWorkflow::ship))
        .register(Task.of(TELL, OrderWorkflow::tell))
        .start();
  }

  /** Runs two orders, of which one cannot be paid. */
  public static void main(String[] args) throws Exception {
    try (TaskQueue queue = TaskQueue.open("sqlite:orders.db");
        Worker worker = worker(queue)) {
      for (Order order :
          List.of(
              new Order("1001", 2_500, List.of("book", "pen")),
              new Order("1002", 250_000, List.of("piano")))) {
        WorkflowHandle handle = queue.enqueue(of(order));
        try {
          handle.await(Duration.ofSeconds(60));
          System.out.println(handle.step("ship", SHIP).await(Duration.ZERO));
        } catch (TaskException e) {
          System.out.println(handle.status() + ": " + e.getMessage());
        }
        System.out.println(handle.step("tell", TELL).await(Duration.ZERO));
      }
      boolean ignored = worker.stop(Duration.ofSeconds(10));
    }
  }
}
