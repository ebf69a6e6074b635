package io.tasks4j.store;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.ResultSettings;

/** Opens stores of results by address. Thread-safe. */
public final class ResultBackends {
  private ResultBackends() {}

  /**
   * Opens the store of an address such as {@code redis://host:6379}, {@code sqlite:results.db} or
   * {@code memory:}, with the settings {@code ttl}, {@code maxCount} and {@code maxBytes}.
   *
   * @throws IllegalArgumentException when no store on the class path has the scheme, or the address
   *     or a setting is wrong
   * @throws io.tasks4j.BackendException when the store cannot be opened, or its driver is missing
   */
  public static ResultBackend open(String address) {
    BackendUri uri = BackendUri.parse(address);
    return Providers.of(uri, "results").openResults(uri);
  }

  /** Reads {@code ttl maxCount maxBytes}, for providers. */
  public static ResultSettings settings(BackendUri uri) {
    ResultSettings d = ResultSettings.defaults();
    return new ResultSettings(
        d.clock(),
        uri.duration("ttl", d.ttl()),
        uri.integer("maxCount", d.maxCount()),
        uri.integer("maxBytes", d.maxBytes()));
  }
}
