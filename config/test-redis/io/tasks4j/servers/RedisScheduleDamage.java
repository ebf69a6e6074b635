package io.tasks4j.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tasks4j.tck.Hostile;
import java.util.SplittableRandom;
import redis.clients.jedis.Jedis;

/** Damages what Redis keeps of a schedule, as another program on the server might. */
public final class RedisScheduleDamage {
  /** More than a scheduler looks at in one call. */
  private static final int MANY = 1_100;

  private RedisScheduleDamage() {}

  /** Changes something; says what. */
  public static String damage(Jedis jedis, String namespace, String name, SplittableRandom random) {
    String records = "{" + namespace + "}:schedules";
    String record = jedis.hget(records, name);
    int line = record.indexOf('\n');
    String version = record.substring(0, record.indexOf(' '));
    String due = record.substring(record.indexOf(' '), line);
    String data = record.substring(line + 1);
    return switch (random.nextInt(11)) {
      case 0 -> write(jedis, records, name, Hostile.text(random));
      case 1 -> write(jedis, records, name, Hostile.text(random) + due + '\n' + data);
      case 2 -> write(jedis, records, name, Hostile.number(random) + due + '\n' + data);
      case 3 -> write(jedis, records, name, version + ' ' + Hostile.text(random) + '\n' + data);
      case 4 -> write(jedis, records, name, version + ' ' + Hostile.number(random) + '\n' + data);
      case 5 -> write(jedis, records, name, version + due + '\n' + Hostile.text(random));
      case 6 -> {
        String like = new String(Hostile.like(data, random), UTF_8);
        yield write(jedis, records, name, version + due + '\n' + like);
      }
      case 7 -> {
        double score = random.nextBoolean() ? Hostile.number(random) : Double.NEGATIVE_INFINITY;
        jedis.zadd(records + ":due", score, name);
        yield "due at " + score;
      }
      case 8 -> {
        String other = Hostile.text(random);
        jedis.hset(records, other, record);
        jedis.zadd(records + ":names", 0, other);
        jedis.zadd(records + ":due", 0, other);
        yield "a schedule named '" + other + "'";
      }
      case 9 -> {
        String last = Hostile.text(random);
        jedis.set(records + ":version", last);
        yield "last version " + last;
      }
      default -> {
        jedis.hdel(records, name);
        for (int i = 0; i < MANY; i++) {
          jedis.zadd(records + ":names", 0, "a" + i);
          jedis.zadd(records + ":due", 0, "a" + i);
        }
        yield "names without records";
      }
    };
  }

  private static String write(Jedis jedis, String key, String name, String record) {
    jedis.hset(key, name, record);
    return "record " + record;
  }
}
