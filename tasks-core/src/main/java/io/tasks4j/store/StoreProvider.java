package io.tasks4j.store;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.lock.LockStore;
import io.tasks4j.result.MetadataStore;
import io.tasks4j.result.ResultBackend;
import java.util.Set;

/**
 * Makes a store available by address; found through {@link java.util.ServiceLoader}. Has a public
 * constructor without arguments, which loads no driver.
 *
 * <p>Each method refuses settings that it does not know, reaches the store, and makes its tables if
 * need be.
 */
public interface StoreProvider {
  /** Schemes this provider opens, in lower case. */
  Set<String> schemes();

  /**
   * Opens a store of results.
   *
   * @throws IllegalArgumentException when the address or a setting is wrong
   * @throws io.tasks4j.BackendException when the store cannot be opened, or its driver is missing
   */
  ResultBackend openResults(BackendUri uri);

  /** Opens a store of records; throws as {@link #openResults} does. */
  MetadataStore openMetadata(BackendUri uri);

  /** Opens a store of locks; throws as {@link #openResults} does. */
  LockStore openLocks(BackendUri uri);
}
