package io.tasks4j.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two callers commit for each other: each one's work runs once, alone, and it hears of its own. A
 * caller that nobody wakes when the leader steps down shows as a run that does not end.
 */
@JCStressTest
@Outcome(
    id = {"1, 2", "2, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, doubled or mixed up")
@State
public class WriterRace {
  private static final Writer WRITER = SqliteBackend.open(file()).writer();

  /** Plain: one transaction at a time. */
  private int count;

  static Path file() {
    try {
      Path file = Files.createTempFile("races", ".db");
      Files.delete(file);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(file)));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    for (String end : new String[] {"", "-wal", "-shm"}) {
      boolean ignored = Path.of(file + end).toFile().delete();
    }
  }

  private int next() {
    return WRITER.run(tx -> ++count);
  }

  @Actor
  public void one(II_Result result) {
    result.r1 = next();
  }

  @Actor
  public void two(II_Result result) {
    result.r2 = next();
  }
}
