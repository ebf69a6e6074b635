package io.tasks4j.backend;

import java.util.Set;

/**
 * Makes a backend available by address; found through {@link java.util.ServiceLoader}. Has a public
 * constructor without arguments.
 */
public interface TaskBackendProvider {
  /** Schemes this provider opens, in lower case. */
  Set<String> schemes();

  /**
   * Opens a backend: checks the settings, reaches the store, and makes its tables if need be.
   *
   * @throws IllegalArgumentException when the address or a setting is wrong
   * @throws io.tasks4j.BackendException when the store cannot be opened
   */
  TaskBackend open(BackendUri uri);
}
