package io.tasks4j.results;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.lock.LockStore;
import io.tasks4j.result.MetadataStore;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.results.sqlite.SqliteStores;
import io.tasks4j.store.StoreProvider;
import java.util.Set;
import java.util.function.Supplier;

/** Opens {@code sqlite:}; loads no driver before that. */
public final class SqliteStoreProvider implements StoreProvider {
  /** For the service loader. */
  public SqliteStoreProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("sqlite");
  }

  @Override
  public ResultBackend openResults(BackendUri uri) {
    return with(() -> SqliteStores.openResults(uri));
  }

  @Override
  public MetadataStore openMetadata(BackendUri uri) {
    return with(() -> SqliteStores.openMetadata(uri));
  }

  @Override
  public LockStore openLocks(BackendUri uri) {
    return with(() -> SqliteStores.openLocks(uri));
  }

  private static <T> T with(Supplier<T> open) {
    return Drivers.with("sqlite", "org.xerial:sqlite-jdbc", open, "org.sqlite.JDBC");
  }
}
