package io.tasks4j.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tasks4j.TaskId;
import io.tasks4j.tck.Hostile;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import redis.clients.jedis.Jedis;

/** Damages one key or field of a task, as another program on the server might. */
public final class RedisDamage {
  private static final String[] FIELDS = {
    "st", "f", "l", "due", "tok", "w", "x", "us", "ne", "aw", "en", "b", "c", "n", "k", "xp", "jr",
    "je", "jf", "jo", "pd", "pt", "pn"
  };
  private static final String[] STATES = {"W", "R", "S", "C", "F", "B", "Q", ""};
  private static final String[] SETS = {"ready", "due", "lease", "exp", "done", "dead", "blocked"};

  private RedisDamage() {}

  /** Changes something; says what. */
  public static String damage(
      Jedis jedis, String namespace, String queue, TaskId id, SplittableRandom random) {
    String prefix = "{" + namespace + ":" + queue + "}:";
    String text = encode(id);
    String task = prefix + "t:" + text;
    String state = prefix + "s:" + text;
    return switch (random.nextInt(8)) {
      case 0 -> field(jedis, state, pick(FIELDS, random), Hostile.text(random));
      case 1 -> field(jedis, state, pick(FIELDS, random), Long.toString(Hostile.number(random)));
      case 2 -> field(jedis, state, "st", pick(STATES, random));
      case 3 -> {
        Map<String, String> fields = jedis.hgetAll(state);
        yield fields.isEmpty()
            ? field(jedis, state, "f", Hostile.text(random))
            : field(
                jedis,
                state,
                pick(fields.keySet().toArray(new String[0]), random),
                Hostile.text(random));
      }
      case 4, 5 -> record(jedis, task, random);
      case 6 -> {
        String key = prefix + pick(new String[] {"e:", "r:", "t:", "s:", "a:"}, random) + text;
        yield type(jedis, key, random);
      }
      default -> score(jedis, prefix, text, random);
    };
  }

  /** Removes all keys of a namespace. */
  public static void empty(Jedis jedis, String namespace) {
    jedis.keys(namespace + ":*").forEach(jedis::del);
    jedis.keys("{" + namespace + "[:}]*").forEach(jedis::del);
  }

  private static String field(Jedis jedis, String key, String field, String value) {
    jedis.hset(key, field, value);
    return "field " + field + " = " + value;
  }

  /** The line of words before the message, or the message. */
  private static String record(Jedis jedis, String key, SplittableRandom random) {
    byte[] found = jedis.get(key.getBytes(UTF_8));
    String record = found == null ? "" : new String(found, UTF_8);
    int end = record.indexOf('\n');
    if (end < 0 || random.nextInt(8) == 0) {
      jedis.set(key.getBytes(UTF_8), Hostile.bytes(random));
      return "record of any bytes";
    }
    if (random.nextBoolean()) {
      String[] words = record.substring(0, end).split(" ", -1);
      int i = random.nextInt(words.length);
      words[i] =
          random.nextBoolean() ? Hostile.text(random) : Long.toString(Hostile.number(random));
      String line = String.join(" ", words);
      jedis.set(key, line + record.substring(end));
      return "record begins " + line;
    }
    byte[] message = Hostile.like(record.substring(end + 1), random);
    byte[] line = record.substring(0, end + 1).getBytes(UTF_8);
    jedis.set(
        key.getBytes(UTF_8),
        ByteBuffer.allocate(line.length + message.length).put(line).put(message).array());
    return "a message of " + message.length + " bytes";
  }

  private static String type(Jedis jedis, String key, SplittableRandom random) {
    jedis.del(key);
    switch (random.nextInt(4)) {
      case 0 -> jedis.lpush(key, "a list");
      case 1 -> jedis.hset(key, "a", "hash");
      case 2 -> jedis.set(key.getBytes(UTF_8), Hostile.bytes(random));
      default -> {}
    }
    return "type of " + key + " " + jedis.type(key);
  }

  /** Another place in the sets of states, or none. */
  private static String score(Jedis jedis, String prefix, String id, SplittableRandom random) {
    String set = prefix + pick(SETS, random);
    double score =
        random.nextInt(4) == 0 ? Double.POSITIVE_INFINITY : (double) Hostile.number(random);
    for (String other : SETS) {
      for (String member : Set.copyOf(jedis.zrange(prefix + other, 0, -1))) {
        if (member.endsWith(id)) {
          if (random.nextBoolean()) {
            jedis.zrem(prefix + other, member);
          }
          jedis.zadd(set, score, member);
          return "score " + score + " in " + set + " beside " + other;
        }
      }
    }
    return "nothing";
  }

  private static String encode(TaskId id) {
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(id.value().getMostSignificantBits())
            .putLong(id.value().getLeastSignificantBits())
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String pick(String[] from, SplittableRandom random) {
    return from[random.nextInt(from.length)];
  }
}
