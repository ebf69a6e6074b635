package io.tasks4j.results;

import io.tasks4j.store.MetadataStores;
import io.tasks4j.store.ResultBackends;
import io.tasks4j.store.ScheduleStores;
import io.tasks4j.store.TaskLocks;
import io.tasks4j.tck.faults.SecretAddresses;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"redis", "rediss", "redis+cluster", "redis+sentinel", "sqlite", "memory", "kafka"})
  void no_address_of_a_store_shows_its_password(String scheme) {
    SecretAddresses.assertKept(scheme, ResultBackends::open);
    SecretAddresses.assertKept(scheme, MetadataStores::open);
    SecretAddresses.assertKept(scheme, ScheduleStores::open);
    SecretAddresses.assertKept(scheme, address -> closeable(TaskLocks.open(address)));
  }

  private static AutoCloseable closeable(Object opened) {
    return opened instanceof AutoCloseable closeable ? closeable : () -> {};
  }
}
