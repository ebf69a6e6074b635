/** The store {@code redis:}. */
@SuppressWarnings("module") // io.tasks4j.results is built later
module io.tasks4j.redis {
  requires static transitive org.jspecify;
  requires transitive io.tasks4j.core;
  requires transitive redis.clients.jedis;
  requires org.apache.commons.pool2;
  requires org.slf4j;

  exports io.tasks4j.redis;
  exports io.tasks4j.redis.client to
      io.tasks4j.results;

  provides io.tasks4j.backend.TaskBackendProvider with
      io.tasks4j.redis.RedisBackendProvider;
}
