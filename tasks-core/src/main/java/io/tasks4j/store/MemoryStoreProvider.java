package io.tasks4j.store;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.lock.LockStore;
import io.tasks4j.lock.MemoryLockStore;
import io.tasks4j.result.MemoryMetadataStore;
import io.tasks4j.result.MemoryResultBackend;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.MetadataStore;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.ResultSettings;
import java.util.Set;

/** Opens {@code memory:}, a new and empty store each time. */
public final class MemoryStoreProvider implements StoreProvider {
  /** For the service loader. */
  public MemoryStoreProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("memory");
  }

  @Override
  public ResultBackend openResults(BackendUri uri) {
    uri.checkEmptyRest();
    ResultSettings settings = ResultBackends.settings(uri);
    uri.checkAllRead();
    return new MemoryResultBackend(settings);
  }

  @Override
  public MetadataStore openMetadata(BackendUri uri) {
    uri.checkEmptyRest();
    MetadataSettings settings = MetadataStores.settings(uri);
    uri.checkAllRead();
    return new MemoryMetadataStore(settings);
  }

  @Override
  public LockStore openLocks(BackendUri uri) {
    uri.checkEmptyRest();
    uri.checkAllRead();
    return new MemoryLockStore();
  }
}
