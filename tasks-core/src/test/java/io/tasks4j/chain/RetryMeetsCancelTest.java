package io.tasks4j.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A worker ends a step that nobody needs in the very moment in which a retry needs it again. */
class RetryMeetsCancelTest {
  private static final TaskType<String, String> ECHO =
      TaskType.of("echo", String.class, String.class);

  @Test
  void a_step_cancelled_while_its_workflow_is_retried_runs_too() throws Exception {
    try (MemoryBackend memory = new MemoryBackend();
        TaskQueue queue = TaskQueue.over(new MetBeforePutBack(memory))) {
      WorkflowHandle handle =
          queue.enqueue(
              Workflow.of(
                  Step.of("first", ECHO, "a"),
                  Step.of("last", ECHO, "b")
                      .after("first")
                      .runsAnyway()
                      .options(TaskOptions.defaults().queue("late"))));
      assertTrue(handle.cancel());
      meet(memory, "default");
      assertEquals(1, handle.progress().ended());

      assertTrue(handle.retry());
      try (Worker ignored =
          Worker.builder(queue)
              .queues("default", "late")
              .register(Task.of(ECHO, (text, context) -> text))
              .start()) {
        handle.await(Duration.ofSeconds(10));
      }
      assertEquals(ChainStatus.COMPLETED, handle.status());
    }
  }

  private static void meet(TaskBackend backend, String queue) {
    assertEquals(
        List.of(), backend.claim(ClaimRequest.of("test", queue, Duration.ofSeconds(30))).claims());
  }

  private static final class MetBeforePutBack extends ForwardingBackend {
    private final TaskBackend next;

    MetBeforePutBack(TaskBackend next) {
      super(next);
      this.next = next;
    }

    @Override
    public TaskAdmin admin() {
      return (TaskAdmin)
          Proxy.newProxyInstance(
              TaskAdmin.class.getClassLoader(),
              new Class<?>[] {TaskAdmin.class},
              (proxy, method, args) -> {
                if (method.getName().equals("requeue")) {
                  meet(next, "late");
                }
                try {
                  return method.invoke(next.admin(), args);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }
}
