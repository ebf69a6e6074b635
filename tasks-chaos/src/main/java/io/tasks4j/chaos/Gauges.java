package io.tasks4j.chaos;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.Jedis;

/** What this process and its store hold at one moment. */
final class Gauges implements AutoCloseable {
  /**
   * One of them.
   *
   * @param floor growth up to this is none: of a number of things, so many; of megabytes, too
   */
  record Gauge(String name, double floor) {}

  private static final double MB = 1 << 20;
  private static final List<Gauge> ALL =
      List.of(
          new Gauge("heap MB", 3),
          new Gauge("threads", 2),
          new Gauge("handles", 3),
          new Gauge("connections", 2),
          new Gauge("redis MB", 1),
          new Gauge("file MB", 2),
          new Gauge("wal MB", 8));

  private final Optional<Jedis> redis;
  private final Path file;

  Gauges(Store store, Path folder) {
    this.redis =
        store instanceof Store.Redis server
            ? Optional.of(new Jedis(URI.create(server.serverUri())))
            : Optional.empty();
    this.file = folder.resolve("tasks.db");
  }

  List<Gauge> names() {
    return ALL;
  }

  /** Now, in the order of {@link #names}; 0 of what the store has not. */
  double[] read() {
    // Twice: what the first finds unreachable may be freed by the second only.
    System.gc();
    System.gc();
    UnixOperatingSystemMXBean system =
        (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new double[] {
      ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MB,
      ManagementFactory.getThreadMXBean().getThreadCount(),
      system.getOpenFileDescriptorCount(),
      redis.map(jedis -> info(jedis, "clients", "connected_clients")).orElse(0.0),
      redis.map(jedis -> info(jedis, "memory", "used_memory")).orElse(0.0) / MB,
      size(file) / MB,
      size(Path.of(file + "-wal")) / MB
    };
  }

  private static double info(Jedis jedis, String section, String name) {
    return jedis
        .info(section)
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1).strip()))
        .findFirst()
        .orElseThrow();
  }

  private static double size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    redis.ifPresent(Jedis::close);
  }
}
