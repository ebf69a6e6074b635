package io.tasks4j.result;

/**
 * A store of results apart from the queue, or for brokers that keep none.
 *
 * <p>Implementations are thread-safe and bounded: each keeps results for a TTL and up to a count.
 */
public interface ResultBackend extends TaskResults, AutoCloseable {
  /**
   * Stores a result, unless one of this task is there: the first one stays.
   *
   * @return whether it was stored
   * @throws io.tasks4j.PayloadTooLargeException when the value is over the store's limit
   */
  boolean store(TaskResult result);

  @Override
  void close();
}
