package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.Limits;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.TaskMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class FuseRules extends Rules {
  FuseRules(BackendContract contract) {
    super(contract);
  }

  private Exchanged settleAndClaim(ClaimRequest request, Settlement... settlements) {
    return backend().exchange(Exchange.of(List.of(settlements)).claim(request));
  }

  private static List<TaskId> claimed(Exchanged both) {
    return ids(both.claims().claims());
  }

  @Test
  @DisplayName("FUSE-1: one call settles, with answers in order, and claims what is next")
  void both() {
    List<TaskId> ids = enqueue(5);
    List<Claim> first = claim(2);

    Exchanged both =
        settleAndClaim(
            request().max(2),
            Settlement.of(first.get(0), SUCCESS),
            Settlement.of(first.get(1), FAILURE));

    assertEquals(List.of(true, true), both.applied());
    assertEquals(ids.subList(2, 4), claimed(both));
    assertStatus(TaskStatus.SUCCESS, ids.get(0));
    assertStatus(TaskStatus.FAILURE, ids.get(1));
    assertStatus(TaskStatus.RUNNING, ids.get(2));
    both.claims().claims().forEach(claim -> assertSettles(claim, SUCCESS));
    claim(ids.get(4));
  }

  @Test
  @DisplayName("FUSE-2: the claim sees what the settlements changed")
  void order() {
    TaskId id = enqueue();
    TaskMessage next = message().build();
    Claim first = claim(id);

    Exchanged again = settleAndClaim(request().max(5), Settlement.of(first, RELEASE));
    assertEquals(List.of(id), claimed(again));
    Claim second = again.claims().claims().get(0);
    assertTrue(second.token() > first.token());

    Exchanged followed =
        settleAndClaim(request().max(5), Settlement.of(second, SUCCESS, List.of(next)));
    assertEquals(List.of(true), followed.applied());
    assertEquals(List.of(next), messages(followed));
  }

  private static List<TaskMessage> messages(Exchanged both) {
    return both.claims().claims().stream().map(Claim::message).toList();
  }

  @Test
  @DisplayName("FUSE-3: a stale settlement answers false, and does not hold up the claim")
  void stale() {
    List<TaskId> ids = enqueue(2);
    Claim stale = claim(ids.get(0));
    assertSettles(stale, SUCCESS);

    Exchanged both = settleAndClaim(request(), Settlement.of(stale, FAILURE));

    assertEquals(List.of(false), both.applied());
    assertEquals(ids.subList(1, 2), claimed(both));
    assertStatus(TaskStatus.SUCCESS, ids.get(0));
  }

  @Test
  @DisplayName("FUSE-4: it never waits, whatever the request says")
  void noWait() throws Exception {
    TaskId id = enqueue();
    Claim claim = claim(id);
    ClaimRequest patient = request().maxWait(patience().multipliedBy(4));

    Exchanged both =
        Threads.start(() -> settleAndClaim(patient, Settlement.of(claim, SUCCESS))).get(patience());

    assertEquals(List.of(true), both.applied());
    assertEquals(List.of(), claimed(both));
  }

  @Test
  @DisplayName("FUSE-5: the claim keeps order, count, limits and suspects like any other")
  void likeAnyOther() {
    List<TaskId> suspects = enqueue(2);
    for (int i = 0; i < 2; i++) {
      assertEquals(suspects, ids(claim(2)));
      lapse();
    }
    assertEquals(List.of(), ids(look(request().max(9).suspects(0)).claims()));
    TaskId a = enqueue(message().queue("a"));
    TaskId b = enqueue(message().queue("b"));
    List<TaskId> rest = enqueue(2);

    ClaimRequest three = request().queues(List.of("b", QUEUE, "a")).max(3).suspects(1);
    Exchanged both = settleAndClaim(three);

    assertEquals(List.of(b, suspects.get(0), rest.get(0)), claimed(both));
    List<Claim> claims = both.claims().claims();
    if (has(Capability.LIMITS)) {
      Limits two = new Limits(Map.of(), Map.of("greet", 2));
      // Three run and one of them ends: there is no place under the limit yet.
      assertEquals(
          List.of(),
          claimed(settleAndClaim(three.limits(two), Settlement.of(claims.get(0), SUCCESS))));
      assertEquals(
          List.of(rest.get(1)),
          claimed(
              settleAndClaim(
                  three.limits(two).suspects(0), Settlement.of(claims.get(1), SUCCESS))));
    }
    assertStatus(TaskStatus.PENDING, a);
  }

  @Test
  @DisplayName("FUSE-6: deliveries that it finds lost are told, once")
  void losses() {
    TaskId lost = enqueue();
    claim(lost);
    lapse();
    TaskId id = enqueue();

    Exchanged both = settleAndClaim(request().max(2));

    assertEquals(1, both.claims().losses().size());
    assertEquals(lost, both.claims().losses().get(0).message().id());
    assertEquals(List.of(lost, id), claimed(both));
    assertEquals(List.of(), settleAndClaim(request()).claims().losses());
  }

  @Test
  @DisplayName("FUSE-7: without settlements it is a claim, without tasks it only settles")
  void halves() {
    assertEquals(List.of(), claimed(settleAndClaim(request())));
    TaskId id = enqueue();
    Exchanged claims = settleAndClaim(request());
    assertEquals(List.of(), claims.applied());
    assertEquals(List.of(id), claimed(claims));

    Outcome later = new Outcome.Retry(units(2), error("later"));
    Exchanged settled =
        settleAndClaim(request(), Settlement.of(claims.claims().claims().get(0), later));

    assertEquals(List.of(true), settled.applied());
    assertEquals(List.of(), claimed(settled));
    assertStatus(TaskStatus.RETRY, id);
  }

  @Test
  @DisplayName("FUSE-8: 6 threads that go on by it alone run each of 300 tasks once")
  void race() throws Exception {
    List<TaskId> ids = enqueue(300);
    List<TaskId> ran = Collections.synchronizedList(new ArrayList<>());

    Threads.race(
        6,
        patience(),
        i ->
            () -> {
              ClaimRequest request = ClaimRequest.of("worker-" + i, QUEUE, lease()).max(7);
              List<Claim> claims = backend().claim(request).claims();
              while (!claims.isEmpty()) {
                ran.addAll(ids(claims));
                List<Settlement> ended =
                    claims.stream().map(claim -> Settlement.of(claim, SUCCESS)).toList();
                Exchanged both = backend().exchange(Exchange.of(ended).claim(request));
                assertEquals(Collections.nCopies(ended.size(), true), both.applied());
                claims = both.claims().claims();
              }
              return true;
            });

    assertEquals(300, ran.size());
    assertEquals(new HashSet<>(ids), new HashSet<>(ran));
  }

  @Test
  @DisplayName("FUSE-9: the progress of a settlement is stored with it, of a stale one never")
  void progress() {
    List<TaskId> ids = enqueue(3);
    List<Claim> claims = claim(3);
    TaskProgress half = new TaskProgress(1, 2, "half");
    TaskProgress whole = new TaskProgress(2, 2, "whole");
    Outcome later = new Outcome.Retry(units(2), error("later"));

    Exchanged done =
        settleAndClaim(
            request(),
            Settlement.of(claims.get(0), SUCCESS).progress(half),
            Settlement.of(claims.get(0), SUCCESS).progress(whole),
            Settlement.of(claims.get(1), FAILURE).progress(whole),
            Settlement.of(claims.get(2), later).progress(half));

    assertEquals(List.of(true, false, true, true), done.applied());
    assertEquals(Optional.of(half), find(ids.get(0)).progress());
    assertEquals(Optional.of(whole), find(ids.get(1)).progress());
    assertEquals(Optional.of(half), find(ids.get(2)).progress());
  }
}
