package io.tasks4j.sqlite;

import io.tasks4j.backend.Retention;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Removes ended tasks by age and count, a chunk at a time, at the end of other transactions. Used
 * by the writer's leader alone.
 *
 * <p>Looks once a second; when there is more to remove than a chunk, every transaction removes one
 * until it is done, so removal keeps pace with whatever fills the file. Freed pages are used again,
 * which bounds the file.
 */
final class HistoryRetention {
  private static final int CHUNK = 500;
  private static final long INTERVAL_NANOS = 1_000_000_000;

  private final Kind finished;
  private final Kind dead;
  private long nextLook = System.nanoTime();

  HistoryRetention(Retention kept) {
    this.finished =
        new Kind(
            TaskSql.COUNT_FINISHED,
            TaskSql.REMOVE_FINISHED,
            kept.finishedAge(),
            kept.finishedCount());
    this.dead = new Kind(TaskSql.COUNT_DEAD, TaskSql.REMOVE_DEAD, kept.deadAge(), kept.deadCount());
  }

  void tidy(WriteTransaction tx) throws SQLException {
    boolean look = System.nanoTime() - nextLook >= 0;
    finished.tidy(tx, look);
    dead.tidy(tx, look);
    if (look) {
      nextLook = System.nanoTime() + INTERVAL_NANOS;
    }
  }

  /** Tasks that are kept by one age and one count. */
  private static final class Kind {
    private final String countSql;
    private final String removeSql;
    private final long age;
    private final long most;
    private long excess;
    private boolean tooOld;

    Kind(String countSql, String removeSql, Duration age, long most) {
      this.countSql = countSql;
      this.removeSql = removeSql;
      this.age = age.toMillis();
      this.most = most;
    }

    void tidy(WriteTransaction tx, boolean look) throws SQLException {
      if (look) {
        excess = tx.sql().number(countSql).orElse(0) - most;
        tooOld = true;
      }
      if (tooOld) {
        int removed = remove(tx, tx.now() - age, CHUNK);
        tooOld = removed == CHUNK;
        excess -= removed;
      }
      if (excess > 0) {
        int removed = remove(tx, Long.MAX_VALUE, (int) Math.min(excess, CHUNK));
        excess = removed == 0 ? 0 : excess - removed;
      }
    }

    private int remove(WriteTransaction tx, long finishedBefore, int atMost) throws SQLException {
      return tx.sql().update(removeSql, finishedBefore, tx.now(), atMost);
    }
  }
}
