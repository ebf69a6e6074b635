package io.tasks4j.store;

import io.tasks4j.backend.BackendUri;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds providers by scheme. */
final class Providers {
  private Providers() {}

  static StoreProvider of(BackendUri uri, String what) {
    SortedMap<String, StoreProvider> found = new TreeMap<>();
    try {
      // The library's own loader first: a thread's context loader may see less in containers, or
      // another copy of this library.
      add(found, ServiceLoader.load(StoreProvider.class, Providers.class.getClassLoader()));
      if (!found.containsKey(uri.scheme())) {
        add(found, ServiceLoader.load(StoreProvider.class));
      }
    } catch (ServiceConfigurationError e) {
      throw new IllegalStateException("a store on the class path is broken", e);
    }
    StoreProvider provider = found.get(uri.scheme());
    if (provider == null) {
      throw new IllegalArgumentException(
          "no store of "
              + what
              + " for scheme '"
              + uri.scheme()
              + "'; on the class path: "
              + found.keySet()
              + "; redis and sqlite come with tasks-results");
    }
    return provider;
  }

  private static void add(SortedMap<String, StoreProvider> found, Iterable<StoreProvider> more) {
    for (StoreProvider p : more) {
      p.schemes().forEach(scheme -> found.putIfAbsent(scheme, p));
    }
  }
}
