package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

abstract class CloseRules extends Rules {
  CloseRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("CLOSE-1: closing twice, and from several threads, is safe")
  void twice() throws Exception {
    TaskBackend backend = backend();
    enqueue();

    Threads.race(
        4,
        patience(),
        i ->
            () -> {
              backend.close();
              return true;
            });
    backend.close();
  }

  @Test
  @DisplayName("CLOSE-2: after it is closed every call fails with a BackendException")
  void afterwards() {
    TaskId id = enqueue();
    enqueue();
    Claim claim = claim(id);
    TaskBackend closed = backend();
    TaskAdmin admin = closed.admin();
    ResultBackend results = closed.results();
    closed.close();

    List<Executable> calls =
        List.of(
            () -> closed.enqueue(List.of(message().build())),
            () -> closed.claim(request()),
            () -> closed.renew(List.of(new Renewal(claim, Optional.empty())), lease()),
            () -> closed.settle(List.of(Settlement.of(claim, SUCCESS))),
            () -> closed.exchange(Exchange.of(List.of()).claim(request())),
            () -> admin.find(id),
            () -> admin.list(TaskQuery.all()),
            () -> admin.stats(),
            () -> admin.cancel(id),
            () -> admin.requeue(id),
            () -> admin.purge(id),
            () -> results.find(id),
            () -> results.await(id, Duration.ZERO),
            () -> results.delete(id));
    for (int i = 0; i < calls.size(); i++) {
      assertThrows(BackendException.class, calls.get(i), "call " + i);
    }
  }

  /** Nothing, or the error that says it is closed: both are an end. */
  private static Object endOf(Threads.Call<?> call, Duration patience) throws Exception {
    try {
      return call.get(patience);
    } catch (BackendException e) {
      return Claims.NONE;
    }
  }

  @Test
  @DisplayName("CLOSE-3: a claim that waits when it is closed ends, and hands out nothing")
  void waitingClaim() throws Exception {
    TaskBackend backend = backend();
    Threads.Call<Claims> call =
        Threads.startWaiting(() -> backend.claim(request().maxWait(patience().multipliedBy(4))));

    backend.close();

    assertEquals(Claims.NONE, endOf(call, patience()));
  }

  @Test
  @DisplayName("CLOSE-4: an await that waits when it is closed ends")
  void waitingAwait() throws Exception {
    TaskBackend backend = backend();
    TaskId id = enqueue();
    Threads.Call<Object> call =
        Threads.startWaiting(
            () -> backend.results().await(id, patience().multipliedBy(4)).isPresent());

    backend.close();

    assertEquals(Claims.NONE, endOf(call, patience()));
  }
}
