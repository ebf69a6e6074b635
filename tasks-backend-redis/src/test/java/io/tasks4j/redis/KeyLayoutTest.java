package io.tasks4j.redis;

import static io.tasks4j.redis.Fixtures.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.tck.faults.SharedRedis;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Tasks that another release laid out otherwise are refused, and not misread. */
class KeyLayoutTest {
  private final String namespace = SharedRedis.namespace();
  private final String layout = namespace + ":layout";
  private final AtomicLong offset = new AtomicLong();
  private final Jedis jedis = new Jedis(URI.create(SharedRedis.uri()));
  private TaskId id = TaskId.next();

  @BeforeEach
  void enqueue() {
    try (RedisBackend backend = open()) {
      id = backend.enqueue(List.of(task())).get(0).id();
    }
  }

  @AfterEach
  void close() {
    jedis.close();
  }

  private RedisBackend open() {
    RedisConfig config = RedisConfig.defaults().namespace(namespace);
    return RedisBackend.open(Fixtures.address(SharedRedis.uri()), config, offset::get);
  }

  private void assertRefused(String found) {
    BackendException e = assertThrows(BackendException.class, () -> open().close());
    assertTrue(e.getMessage().contains("'" + namespace + "'"), e::getMessage);
    assertTrue(e.getMessage().contains(found), e::getMessage);
    assertTrue(e.getMessage().contains("needs layout 2"), e::getMessage);
    assertTrue(e.getMessage().contains("drain it with the release that wrote it"), e::getMessage);
    assertTrue(e.getMessage().contains("another namespace"), e::getMessage);
  }

  @Test
  void aNamespaceIsMarkedAsItIsFirstOpened() {
    assertEquals("2", jedis.get(layout));
    open().close();
  }

  @Test
  void tasksOfAnotherLayoutAreRefusedWithBothVersions() {
    jedis.set(layout, "1");

    assertRefused("layout 1");
    assertEquals("1", jedis.get(layout));
  }

  @Test
  void tasksOfBeforeLayoutsHadVersionsAreRefused() {
    jedis.del(layout);

    assertRefused("a layout without a version");
  }

  @Test
  void aDrainedNamespaceIsTakenOver() {
    try (RedisBackend backend = open()) {
      assertTrue(backend.admin().purge(id));
    }
    jedis.set(layout, "1");

    open().close();

    assertEquals("2", jedis.get(layout));
  }

  @Test
  void aServerThatLostTheMarkUnderItsWorkersGetsItBack() {
    try (RedisBackend backend = open()) {
      jedis.del(layout);
      offset.set(2_000);

      backend.settle(List.of());

      assertEquals("2", jedis.get(layout));
    }
  }
}
