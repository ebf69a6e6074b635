package io.tasks4j.tck.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tasks4j.BackendException;
import io.tasks4j.backend.DueSchedules;
import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.backend.ScheduleStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every {@link ScheduleStore} promises, as tests to inherit. */
@DisplayName("SDS: schedules")
public abstract class ScheduleStoreContract extends StoreContract {
  private static final String DATA = "{\"x\":\"ü👩‍🚀\\n\"}\n\r\n second line";

  /** For subclasses. */
  protected ScheduleStoreContract() {}

  /** Opens a store that is empty; it may judge by {@code clock}. The rules close it. */
  protected abstract ScheduleStore open(InstantSource clock) throws Exception;

  /** Opens the store of the latest {@link #open} once more. Where {@link #isShared}. */
  protected ScheduleStore reopen(InstantSource clock) throws Exception {
    throw new UnsupportedOperationException(getClass().getName() + " has to override reopen");
  }

  private ScheduleStore opened() throws Exception {
    return closing(open(clock()));
  }

  private static ScheduleRecord fresh(String name) {
    return new ScheduleRecord(name, 0, Optional.empty(), DATA);
  }

  private static ScheduleRecord fresh(String name, Instant due) {
    return new ScheduleRecord(name, 0, Optional.of(due), DATA);
  }

  private static ScheduleRecord changed(ScheduleRecord record, String data) {
    return new ScheduleRecord(record.name(), record.version(), record.due(), data);
  }

  private static boolean put(ScheduleStore store, ScheduleRecord record) {
    return store.put(List.of(record)).get(0);
  }

  private static ScheduleRecord stored(ScheduleStore store, ScheduleRecord record) {
    assertTrue(put(store, record), () -> record + " should be stored");
    return store.find(record.name()).orElseThrow();
  }

  private static List<String> names(List<ScheduleRecord> records) {
    return records.stream().map(ScheduleRecord::name).toList();
  }

  private List<String> due(ScheduleStore store, int unitsAhead, int max) {
    return names(store.due(units(unitsAhead), max).records());
  }

  @Test
  @DisplayName("SDS-1: a record comes back as it was put, with a version of its own")
  void sds_1_a_record_comes_back_as_it_was_put_with_a_version_of_its_own() throws Exception {
    ScheduleStore store = opened();
    Instant due = store.now().plusSeconds(7).plusMillis(123);

    ScheduleRecord record = stored(store, fresh("nightly:report/1", due));

    assertTrue(record.version() > 0);
    assertEquals(
        new ScheduleRecord("nightly:report/1", record.version(), Optional.of(due), DATA), record);
    assertEquals(List.of(record), store.list("", 10));
    assertEquals(List.of(record), store.due(Duration.ofDays(1), 10).records());
    assertEquals(Optional.empty(), store.find("nightly"));
  }

  @Test
  @DisplayName("SDS-2: a change takes effect on the version that was seen, and on no other")
  void sds_2_a_change_takes_effect_on_the_version_that_was_seen_and_on_no_other() throws Exception {
    ScheduleStore store = opened();
    ScheduleRecord first = stored(store, fresh("a"));
    assertFalse(put(store, fresh("a")), "one is there already");

    ScheduleRecord second = stored(store, changed(first, "second"));

    assertFalse(put(store, changed(first, "late")), "somebody was faster");
    assertFalse(put(store, new ScheduleRecord("b", 7, Optional.empty(), "")), "there is none");
    assertEquals(Optional.of(second), store.find("a"));
    assertEquals("second", second.data());
    assertEquals(Optional.empty(), store.find("b"));
  }

  @Test
  @DisplayName("SDS-3: versions grow, over all names and over removals")
  void sds_3_versions_grow_over_all_names_and_over_removals() throws Exception {
    ScheduleStore store = opened();
    long last = 0;
    for (int i = 0; i < 12; i++) {
      ScheduleRecord record = stored(store, fresh("s-" + i % 3));
      assertTrue(record.version() > last, record.version() + " came after " + last);
      last = record.version();
      assertTrue(store.remove(record.name(), record.version()));
    }
  }

  @Test
  @DisplayName("SDS-4: a removal takes effect on the version that was seen, and once")
  void sds_4_a_removal_takes_effect_on_the_version_that_was_seen_and_once() throws Exception {
    ScheduleStore store = opened();
    ScheduleRecord first = stored(store, fresh("a", store.now()));
    ScheduleRecord second = stored(store, changed(first, "second"));

    assertFalse(store.remove("a", first.version()));
    assertEquals(Optional.of(second), store.find("a"));
    assertTrue(store.remove("a", second.version()));
    assertFalse(store.remove("a", second.version()));
    assertFalse(store.remove("b", 0), "there is none");

    assertEquals(Optional.empty(), store.find("a"));
    assertEquals(List.of(), store.list("", 10));
    assertEquals(List.of(), due(store, 100, 10));
  }

  @Test
  @DisplayName("SDS-5: what is due is found in time, the soonest first, then by name")
  void sds_5_what_is_due_is_found_in_time_the_soonest_first_then_by_name() throws Exception {
    ScheduleStore store = opened();
    Instant now = store.now();
    put(store, fresh("d", now.plus(units(300))));
    put(store, fresh("b", now.plus(units(100))));
    put(store, fresh("e", now.plus(units(100))));
    put(store, fresh("c", now.plus(units(200))));
    put(store, fresh("a"));
    put(store, fresh("z", now.minusSeconds(1)));

    assertEquals(List.of("z"), due(store, 0, 10));
    assertEquals(List.of("z", "b", "e"), due(store, 150, 10));
    assertEquals(List.of("z", "b", "e", "c", "d"), due(store, 400, 10));
    assertEquals(List.of("z", "b"), due(store, 400, 2));
    advance(units(101));
    assertEquals(List.of("z", "b", "e"), due(store, 0, 10));
  }

  @Test
  @DisplayName("SDS-6: a record is due when its latest version says, and never without a time")
  void sds_6_a_record_is_due_when_its_latest_version_says_and_never_without_a_time()
      throws Exception {
    ScheduleStore store = opened();
    Instant now = store.now();
    ScheduleRecord record = stored(store, fresh("a", now.plus(units(300))));
    record =
        stored(store, new ScheduleRecord("a", record.version(), Optional.of(now), record.data()));
    assertEquals(List.of("a"), due(store, 0, 10));

    assertTrue(put(store, new ScheduleRecord("a", record.version(), Optional.empty(), "")));

    assertEquals(List.of(), due(store, 1_000, 10));
    assertEquals(List.of("a"), names(store.list("", 10)));
  }

  @Test
  @DisplayName("SDS-7: pages of a listing cover every record once, by name")
  void sds_7_pages_of_a_listing_cover_every_record_once_by_name() throws Exception {
    ScheduleStore store = opened();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      String name = "s-" + (char) ('a' + i * 7 % 25);
      expected.add(name);
      put(store, fresh(name));
    }

    List<String> found = new ArrayList<>();
    List<ScheduleRecord> page = store.list("", 10);
    while (!page.isEmpty()) {
      found.addAll(names(page));
      page = store.list(found.get(found.size() - 1), 10);
    }

    assertEquals(expected.stream().sorted().toList(), found);
  }

  @Test
  @DisplayName("SDS-8: names are told apart by every character")
  void sds_8_names_are_told_apart_by_every_character() throws Exception {
    ScheduleStore store = opened();
    List<String> all = List.of("Nightly", "nightly", "nightly-", "nightly:1", "nightly_1");

    all.forEach(name -> assertTrue(put(store, fresh(name)), name));

    assertEquals(all, names(store.list("", 10)).stream().sorted().toList());
    assertEquals(names(store.list("", 10)), all.stream().sorted().toList());
  }

  @Test
  @DisplayName("SDS-9: of changes that race for one version exactly one takes effect")
  void sds_9_of_changes_that_race_for_one_version_exactly_one_takes_effect() throws Exception {
    ScheduleStore store = opened();
    ScheduleRecord record = stored(store, fresh("a"));
    for (int round = 0; round < 20; round++) {
      ScheduleRecord seen = record;

      List<Boolean> won = race(4, i -> () -> put(store, changed(seen, "by " + i)));

      assertEquals(1, won.stream().filter(w -> w).count(), "round " + round);
      record = store.find("a").orElseThrow();
      assertEquals("by " + won.indexOf(true), record.data());
    }
  }

  @Test
  @DisplayName("SDS-10: there is one clock, which says now and what is due")
  void sds_10_there_is_one_clock_which_says_now_and_what_is_due() throws Exception {
    ScheduleStore store = opened();
    Instant before = store.now();
    advance(units(3));

    DueSchedules seen = store.due(Duration.ZERO, 1);

    assertFalse(seen.now().isBefore(before.plus(units(3))), before + " then " + seen.now());
    assertFalse(store.now().isBefore(seen.now()));
    assertEquals(seen.now().truncatedTo(ChronoUnit.MILLIS), seen.now());
  }

  @Test
  @DisplayName("SDS-11: 2,000 records are put at once, each by its own version")
  void sds_11_2_000_records_are_put_at_once_each_by_its_own_version() throws Exception {
    ScheduleStore store = opened();
    Instant now = store.now();
    assertTrue(put(store, fresh("s-1007")));
    List<ScheduleRecord> batch =
        IntStream.range(0, 2_000).mapToObj(i -> fresh("s-" + (1_000 + i), now)).toList();

    List<Boolean> stored = store.put(batch);

    assertEquals(2_000, stored.size());
    assertEquals(
        List.of(7), IntStream.range(0, 2_000).filter(i -> !stored.get(i)).boxed().toList());
    assertEquals(1_999, store.due(Duration.ZERO, 5_000).records().size());
    assertEquals(List.of(), store.put(List.of()));
  }

  @Test
  @DisplayName("SDS-12: after it is closed every call fails with a BackendException")
  void sds_12_after_it_is_closed_every_call_fails_with_a_backendexception() throws Exception {
    ScheduleStore store = opened();
    store.close();
    store.close();

    assertThrows(BackendException.class, store::now);
    assertThrows(BackendException.class, () -> store.due(Duration.ZERO, 1));
    assertThrows(BackendException.class, () -> store.find("a"));
    assertThrows(BackendException.class, () -> store.list("", 1));
    assertThrows(BackendException.class, () -> store.put(List.of(fresh("a"))));
    assertThrows(BackendException.class, () -> store.remove("a", 1));
  }

  @Test
  @DisplayName("SDS-13: what one process stores, another one finds and changes")
  void sds_13_what_one_process_stores_another_one_finds_and_changes() throws Exception {
    assumeTrue(isShared(), "a store of one process");
    ScheduleStore store = opened();
    ScheduleStore other = closing(reopen(clock()));
    ScheduleRecord record = stored(store, fresh("a", store.now()));

    assertEquals(List.of(record), other.due(Duration.ZERO, 10).records());
    ScheduleRecord second = stored(other, changed(record, "second"));

    assertTrue(second.version() > record.version());
    assertFalse(put(store, changed(record, "late")));
    assertEquals(Optional.of(second), store.find("a"));
  }
}
