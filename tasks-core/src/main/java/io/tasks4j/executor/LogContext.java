package io.tasks4j.executor;

import io.tasks4j.backend.Claim;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.helpers.NOPMDCAdapter;

/** Says in each line that a task logs whose it is, by SLF4J's mapped diagnostic context. */
final class LogContext {
  private static final List<String> KEYS =
      List.of("task.id", "task.name", "task.queue", "task.attempt");

  /** What stood there before: with {@code immediate:} a task runs on its producer's thread. */
  private final @Nullable String[] before = new String[KEYS.size()];

  private LogContext(Claim claim) {
    for (int i = 0; i < before.length; i++) {
      before[i] = MDC.get(KEYS.get(i));
    }
    MDC.put(KEYS.get(0), claim.id().toString());
    MDC.put(KEYS.get(1), claim.message().name());
    MDC.put(KEYS.get(2), claim.message().queue());
    MDC.put(KEYS.get(3), String.valueOf(claim.attempt()));
  }

  /** Enters it, on this thread; null where the logger keeps no context, for which it is a waste. */
  static @Nullable LogContext enter(Claim claim) {
    return MDC.getMDCAdapter() instanceof NOPMDCAdapter ? null : new LogContext(claim);
  }

  /** Puts back what stood there. */
  void leave() {
    for (int i = 0; i < before.length; i++) {
      if (before[i] == null) {
        MDC.remove(KEYS.get(i));
      } else {
        MDC.put(KEYS.get(i), before[i]);
      }
    }
  }
}
