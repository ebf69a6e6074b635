package io.tasks4j.rabbitmq;

import io.tasks4j.tck.faults.SharedRedis;
import java.nio.file.Path;

/** The stores that can stand beside a broker. */
enum BesideStore {
  MEMORY,
  SQLITE,
  REDIS;

  /** The address of a fresh one. */
  String address(Path folder) {
    return switch (this) {
      case MEMORY -> "memory:";
      case SQLITE -> "sqlite:" + folder.resolve("tasks.db");
      case REDIS -> SharedRedis.freshUri();
    };
  }
}
