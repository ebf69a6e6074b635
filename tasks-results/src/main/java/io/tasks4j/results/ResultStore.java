package io.tasks4j.results;

import io.tasks4j.result.ResultBackend;

/** Results in a store of their own, closed by whoever opened it. Thread-safe. */
public interface ResultStore extends ResultBackend, AutoCloseable {
  /** Releases connections and files; waits end, and later calls throw. May be called twice. */
  @Override
  void close();
}
