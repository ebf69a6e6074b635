package io.tasks4j.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.tck.faults.TcpProxy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BoundedWaitTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final EndedServer server = new EndedServer();
  private final BoundedWait wait =
      new BoundedWait(Optional.of(server), new PrintStream(out, true, StandardCharsets.UTF_8));

  @Test
  void a_server_that_has_ended_is_started_again_until_it_starts() throws Exception {
    String answer = wait.until("an answer", Duration.ofMinutes(1), () -> server.answer());

    assertEquals("at work", answer);
    assertEquals(EndedServer.FAILING + 1, server.starts);
    assertTrue(said().contains("the server did not start: no space"), said());
  }

  @Test
  void what_does_not_come_is_said_with_the_end_of_the_log() {
    BoundedWait.MissedException missed =
        assertThrows(
            BoundedWait.MissedException.class,
            () -> wait.until("the moon", Duration.ZERO, Optional::empty));

    assertEquals(
        "waited 0 s for the moon: no; the server's log ends:\nthe last line", missed.missed());
  }

  @Test
  void a_store_that_is_away_for_ever_is_said_with_its_error() {
    BoundedWait.MissedException missed =
        assertThrows(
            BoundedWait.MissedException.class,
            () ->
                wait.until(
                    "an answer",
                    Duration.ZERO,
                    () -> {
                      throw new BackendUnavailableException("gone", null);
                    }));

    assertTrue(missed.missed().contains("gone"), missed.missed());
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** It starts at the third try, as one whose disk was full. */
  private static final class EndedServer implements Store.Server {
    static final int FAILING = 2;

    private int starts;

    Optional<String> answer() {
      if (!isAlive()) {
        throw new BackendUnavailableException("refused", null);
      }
      return Optional.of("at work");
    }

    @Override
    public void start() throws IOException {
      if (++starts <= FAILING) {
        throw new IOException("no space");
      }
    }

    @Override
    public boolean isAlive() {
      return starts > FAILING;
    }

    @Override
    public String log() {
      return "the last line";
    }

    @Override
    public boolean hasWritten() {
      return true;
    }

    @Override
    public void kill() {
      starts = 0;
    }

    @Override
    public void signal(String name) {}

    @Override
    public TcpProxy link() {
      throw new IllegalStateException("it has no link");
    }
  }
}
