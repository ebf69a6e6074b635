package io.tasks4j.results;

import io.tasks4j.BackendException;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.ResultSettings;
import java.util.function.Supplier;

/**
 * Opens stores of results and of records by address: {@code memory:}, {@code sqlite:results.db},
 * {@code redis://host:6379}, {@code redis+cluster://host,host} and {@code
 * redis+sentinel://host,host?master=name} ({@code rediss…} with TLS).
 *
 * <p>Settings of {@code sqlite:} are {@code busyTimeout}; of Redis {@code namespace}, {@code
 * timeout} and {@code connections}. A file may be that of a queue or of the application; its folder
 * must exist. {@link RedisStores} takes a client of the application.
 */
public final class ResultStores {
  private ResultStores() {}

  /**
   * Opens a store of results, with the settings {@code ttl}, {@code maxCount} and {@code maxBytes}.
   *
   * @throws IllegalArgumentException when there is no store of this scheme, or the address or a
   *     setting is wrong
   * @throws BackendException when the store cannot be opened, is of another layout, or its driver
   *     is missing
   */
  public static ResultStore openResults(String address) {
    BackendUri uri = BackendUri.parse(address);
    ResultSettings d = ResultSettings.defaults();
    ResultSettings settings =
        new ResultSettings(
            d.clock(),
            uri.duration("ttl", d.ttl()),
            uri.integer("maxCount", d.maxCount()),
            uri.integer("maxBytes", d.maxBytes()));
    return open(
        uri,
        () -> new MemoryResults(settings),
        () -> SqliteResults.open(uri, settings),
        () -> RedisStores.openResults(uri, settings));
  }

  /**
   * Opens a store of records, with the settings {@code endedAge} and {@code endedCount}.
   *
   * @throws IllegalArgumentException as {@link #openResults} does
   * @throws BackendException as {@link #openResults} does
   */
  public static RecordStore openRecords(String address) {
    BackendUri uri = BackendUri.parse(address);
    MetadataSettings d = MetadataSettings.defaults();
    MetadataSettings settings =
        new MetadataSettings(
            d.clock(),
            uri.duration("endedAge", d.endedAge()),
            uri.integer("endedCount", d.endedCount()));
    return open(
        uri,
        () -> new MemoryRecords(settings),
        () -> SqliteRecords.open(uri, settings),
        () -> RedisStores.openRecords(uri, settings));
  }

  /** Runs what the scheme asks for, and loads no driver but its own. */
  private static <T> T open(
      BackendUri uri, Supplier<T> memory, Supplier<T> sqlite, Supplier<T> redis) {
    return switch (uri.scheme()) {
      case "memory" -> {
        uri.checkEmptyRest();
        uri.checkAllRead();
        yield memory.get();
      }
      case "sqlite" -> with("tasks-backend-sqlite", uri, sqlite);
      case "redis",
          "rediss",
          "redis+cluster",
          "rediss+cluster",
          "redis+sentinel",
          "rediss+sentinel" ->
          with("tasks-backend-redis", uri, redis);
      default ->
          throw new IllegalArgumentException(
              "no store of results or records for scheme '"
                  + uri.scheme()
                  + "'; there are memory, sqlite, redis, redis+cluster, redis+sentinel, and rediss"
                  + " with TLS");
    };
  }

  private static <T> T with(String dependency, BackendUri uri, Supplier<T> open) {
    try {
      return open.get();
    } catch (NoClassDefFoundError e) {
      if (e.getCause() instanceof ClassNotFoundException) {
        throw new BackendException(
            "a store on "
                + uri.scheme()
                + ": needs a driver that is not on the class path; add the dependency io.tasks4j:"
                + dependency,
            e);
      }
      throw e;
    }
  }
}
