package io.tasks4j.results;

import io.tasks4j.result.MetadataStore;

/** Records of tasks in a store of their own, closed by whoever opened it. Thread-safe. */
public interface RecordStore extends MetadataStore, AutoCloseable {
  /** Releases connections and files; later calls throw. May be called twice. */
  @Override
  void close();
}
