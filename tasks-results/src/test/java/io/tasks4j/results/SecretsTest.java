package io.tasks4j.results;

import io.tasks4j.tck.faults.SecretAddresses;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"redis", "rediss", "redis+cluster", "redis+sentinel", "sqlite", "memory", "kafka"})
  void no_address_of_a_store_shows_its_password(String scheme) {
    SecretAddresses.assertKept(scheme, ResultStores::openResults);
    SecretAddresses.assertKept(scheme, ResultStores::openRecords);
  }
}
