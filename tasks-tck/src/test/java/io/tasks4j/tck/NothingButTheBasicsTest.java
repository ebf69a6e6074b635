package io.tasks4j.tck;

import io.tasks4j.TaskPriority;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.lock.LockStore;
import io.tasks4j.message.TaskMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;

/** A backend without one capability keeps the contract by refusing what it lacks. */
class NothingButTheBasicsTest extends BackendContract {
  @Override
  protected TaskBackend open(BackendSettings settings) {
    return new Basic(new MemoryBackend(settings));
  }

  private static final class Basic extends ForwardingBackend {
    Basic(TaskBackend real) {
      super(real);
    }

    @Override
    public Set<Capability> capabilities() {
      return Set.of();
    }

    @Override
    public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
      for (TaskMessage m : messages) {
        refuse(m.due().isPresent(), "due times");
        refuse(m.priority() != TaskPriority.DEFAULT, "priorities");
        refuse(m.unique().isPresent(), "unique keys");
        refuse(m.join().isPresent() || !m.dependants().isEmpty(), "joins");
      }
      return super.enqueue(messages);
    }

    @Override
    public Claims claim(ClaimRequest request) {
      refuse(!request.limits().isEmpty(), "limits");
      return super.claim(request);
    }

    @Override
    public Exchanged exchange(Exchange exchange) {
      refuse(exchange.starts().isPresent(), "early starts");
      return super.exchange(exchange);
    }

    @Override
    public boolean withdraw(List<TaskMessage> messages) {
      throw new UnsupportedCapabilityException("this backend keeps no tasks for a broker");
    }

    @Override
    public LockStore locks() {
      throw new UnsupportedCapabilityException("this backend has no locks");
    }

    @Override
    public ScheduleStore schedules() {
      throw new UnsupportedCapabilityException("this backend has no schedules");
    }

    @Override
    public TaskAdmin admin() {
      TaskAdmin real = super.admin();
      return (TaskAdmin)
          Proxy.newProxyInstance(
              TaskAdmin.class.getClassLoader(),
              new Class<?>[] {TaskAdmin.class},
              (proxy, method, arguments) -> {
                refuse(method.getName().equals("pause"), "pauses");
                try {
                  return method.invoke(real, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }

    private static void refuse(boolean asked, String what) {
      if (asked) {
        throw new UnsupportedCapabilityException("this backend has no " + what);
      }
    }
  }
}
