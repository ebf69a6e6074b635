package io.tasks4j.servers;

import io.tasks4j.tck.Hostile;
import java.util.Map;
import java.util.SplittableRandom;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** Damages what Redis keeps beside tasks, as another program on the server might. */
public final class RedisStoreDamage {
  private static final String[] FIELDS = {"seq", "token", "z", "nr", "nc", "pk", "rp"};
  private static final String[] SETS = {
    "ready", "due", "lease", "exp", "done", "dead", "letters", "blocked", "gone"
  };

  private RedisStoreDamage() {}

  /**
   * Changes something; says what.
   *
   * @param tasks the server of the queue "default"
   * @param names the server of the names of queues
   * @param locks the server of the locks
   */
  public static String damage(
      Jedis tasks, Jedis names, Jedis locks, String namespace, SplittableRandom random) {
    String prefix = "{" + namespace + ":default}:";
    String text = Hostile.text(random);
    String member = random.nextBoolean() ? text : "-".repeat(8) + "A".repeat(22);
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> {
        String field = FIELDS[random.nextInt(FIELDS.length)];
        tasks.hset(prefix + "meta", field, text);
        yield "field " + field + " of meta = " + text;
      }
      case 3, 4 -> {
        String set = SETS[random.nextInt(SETS.length)];
        double score = random.nextBoolean() ? Hostile.number(random) : Double.NEGATIVE_INFINITY;
        tasks.zadd(prefix + set, score, member);
        yield "member '" + member + "' of " + set + " at " + score;
      }
      case 5 -> {
        tasks.hset(prefix + "names", random.nextBoolean() ? "greet" : text, text);
        yield "running counts of '" + text + "'";
      }
      case 6 -> {
        tasks.sadd(prefix + "parked", text);
        yield "parked tasks of '" + text + "'";
      }
      case 7 -> {
        tasks.xadd(prefix + "log", StreamEntryID.NEW_ENTRY, Map.of("", text));
        yield "entry '" + text + "' of the log";
      }
      case 8 -> {
        names.sadd(namespace + ":queues", text);
        yield "queue '" + text + "'";
      }
      default -> {
        locks.set("{" + namespace + "}:lock-token", text);
        yield "last token of locks '" + text + "'";
      }
    };
  }
}
