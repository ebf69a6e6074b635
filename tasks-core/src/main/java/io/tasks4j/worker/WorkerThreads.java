package io.tasks4j.worker;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Makes the threads of a worker, all daemons. */
final class WorkerThreads {
  private WorkerThreads() {}

  /** Whether this JVM has virtual threads as a final feature. */
  static boolean virtualAvailable() {
    return Runtime.version().feature() >= 21;
  }

  /** Threads named {@code prefix-1}, {@code prefix-2} and so on. */
  static ThreadFactory factory(String prefix, boolean virtual) {
    AtomicInteger count = new AtomicInteger();
    MethodHandle make = virtual ? virtualThread() : null;
    return task -> {
      String name = prefix + "-" + count.incrementAndGet();
      return make == null ? platform(name, task) : virtual(make, name, task);
    };
  }

  static Thread platform(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private static Thread virtual(MethodHandle make, String name, Runnable task) {
    try {
      Thread thread = (Thread) make.invoke(task);
      thread.setName(name);
      return thread;
    } catch (Throwable e) {
      throw new IllegalStateException("this JVM made no virtual thread", e);
    }
  }

  /** {@code Thread.ofVirtual().unstarted(task)}, found by name: it is compiled for Java 17. */
  private static @Nullable MethodHandle virtualThread() {
    try {
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      Class<?> builder = Class.forName("java.lang.Thread$Builder");
      Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
      MethodHandle start =
          lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual));
      MethodHandle unstarted =
          lookup.findVirtual(
              builder, "unstarted", MethodType.methodType(Thread.class, Runnable.class));
      Object fresh = start.invoke();
      return unstarted.bindTo(fresh);
    } catch (Throwable e) {
      throw new IllegalStateException("this JVM has no virtual threads", e);
    }
  }
}
