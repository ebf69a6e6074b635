package io.tasks4j.store;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.MetadataStore;

/** Opens stores of records by address. Thread-safe. */
public final class MetadataStores {
  private MetadataStores() {}

  /**
   * Opens the store of an address such as {@code redis://host:6379}, {@code sqlite:records.db} or
   * {@code memory:}, with the settings {@code endedAge} and {@code endedCount}.
   *
   * @throws IllegalArgumentException when no store on the class path has the scheme, or the address
   *     or a setting is wrong
   * @throws io.tasks4j.BackendException when the store cannot be opened, or its driver is missing
   */
  public static MetadataStore open(String address) {
    BackendUri uri = BackendUri.parse(address);
    return Providers.of(uri, "records").openMetadata(uri);
  }

  /** Reads {@code endedAge endedCount}, for providers. */
  public static MetadataSettings settings(BackendUri uri) {
    MetadataSettings d = MetadataSettings.defaults();
    return new MetadataSettings(
        d.clock(),
        uri.duration("endedAge", d.endedAge()),
        uri.integer("endedCount", d.endedCount()));
  }
}
