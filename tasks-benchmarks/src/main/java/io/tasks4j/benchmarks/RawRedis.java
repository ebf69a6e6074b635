package io.tasks4j.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/**
 * The least that a task queue in Redis needs, as plain scripts on one connection: what our own
 * figures are compared with. No retries, due times, results, listings or limits.
 */
public final class RawRedis implements AutoCloseable {
  private static final String ENQUEUE =
      """
      local n = redis.call('INCR', 'raw:seq')
      redis.call('HSET', 'raw:t:' .. ARGV[1], 'p', ARGV[2], 'st', 'W')
      redis.call('ZADD', 'raw:ready', n, ARGV[1])
      """;
  private static final String SETTLE_AND_CLAIM =
      """
      local now = redis.call('TIME')
      for i = 2, #ARGV do
        if redis.call('ZREM', 'raw:lease', ARGV[i]) == 1 then
          redis.call('HSET', 'raw:t:' .. ARGV[i], 'st', 'S')
          redis.call('ZADD', 'raw:done', now[1], ARGV[i])
        end
      end
      local claims = {}
      local ids = redis.call('ZPOPMIN', 'raw:ready', ARGV[1])
      for i = 1, #ids, 2 do
        redis.call('HSET', 'raw:t:' .. ids[i], 'st', 'R')
        redis.call('ZADD', 'raw:lease', now[1] + 30, ids[i])
        claims[#claims + 1] = { ids[i], redis.call('HGET', 'raw:t:' .. ids[i], 'p') }
      end
      return claims
      """;

  private final Jedis jedis;
  private final byte[] enqueue;
  private final byte[] settleAndClaim;

  public RawRedis(String host, int port) {
    jedis = new Jedis(host, port, 60_000);
    enqueue = jedis.scriptLoad(ENQUEUE).getBytes(StandardCharsets.US_ASCII);
    settleAndClaim = jedis.scriptLoad(SETTLE_AND_CLAIM).getBytes(StandardCharsets.US_ASCII);
  }

  public void enqueueOne(byte[] payload) {
    jedis.evalsha(enqueue, 0, id(), payload);
  }

  /** The same, and tells one that waits in {@link #awaitOne}. */
  public void enqueueOneAndTell(byte[] payload) {
    Pipeline pipeline = jedis.pipelined();
    pipeline.evalsha(enqueue, 0, id(), payload);
    pipeline.lpush("raw:told", "1");
    pipeline.sync();
  }

  /** Waits for at most a second to be told of a task; whether it was. */
  public boolean awaitOne() {
    return jedis.blpop(1, "raw:told") != null;
  }

  public void enqueueAll(List<byte[]> payloads) {
    Pipeline pipeline = jedis.pipelined();
    payloads.forEach(payload -> pipeline.evalsha(enqueue, 0, id(), payload));
    pipeline.sync();
  }

  /** Ends what was claimed before, and claims more. */
  public List<byte[]> settleAndClaim(List<byte[]> ids, int max) {
    byte[][] args = new byte[ids.size() + 1][];
    args[0] = Integer.toString(max).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < ids.size(); i++) {
      args[i + 1] = ids.get(i);
    }
    List<byte[]> claimed = new ArrayList<>();
    for (Object claim : (List<?>) jedis.evalsha(settleAndClaim, 0, args)) {
      claimed.add((byte[]) ((List<?>) claim).get(0));
    }
    return claimed;
  }

  @Override
  public void close() {
    jedis.close();
  }

  private static byte[] id() {
    return UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
  }
}
