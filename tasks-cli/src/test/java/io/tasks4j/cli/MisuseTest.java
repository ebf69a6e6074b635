package io.tasks4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.sqlite.SqliteBackend;
import io.tasks4j.sqlite.SqliteConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MisuseTest {
  private static final TaskType<String, Void> MAIL = TaskType.of("mail.send", String.class);

  @TempDir Path folder;
  private String store;

  @BeforeEach
  void create() {
    store = "sqlite:" + folder.resolve("tasks.db");
    TaskQueue.open(store).close();
  }

  static Stream<List<String>> wrong() {
    return Stream.of(
        List.of(),
        List.of("frobnicate"),
        List.of("stats", "--colour"),
        List.of("list", "--limit", "0"),
        List.of("list", "--status", "sleeping"),
        List.of("show"),
        List.of("show", "no-uuid"),
        List.of("requeue"),
        List.of("requeue", "--queue", "mail"),
        List.of("requeue", "--all", "01a213ae-3a07-7000-a07a-8bcf393a8006"),
        List.of("purge", "--queue", "mail", "01a213ae-3a07-7000-a07a-8bcf393a8006"),
        List.of("pause"),
        List.of("enqueue"),
        List.of("enqueue", "no such name"),
        List.of("enqueue", "mail", "{not json}"),
        List.of("enqueue", "mail", "{} {}"),
        List.of("enqueue", "mail", "--priority", "10"),
        List.of("enqueue", "mail", "--delay", "soon"),
        List.of("health", "--timeout", "0s"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void a_wrong_command_line_is_refused_in_words(List<String> args) {
    Ran ran = Ran.run(store, args.toArray(String[]::new)).ends(2);

    assertTrue(ran.err().startsWith("tasks: "), ran::err);
    assertFalse(ran.err().contains("\tat "), ran::err);
    assertEquals("", ran.out());
  }

  @Test
  void no_store_is_a_wrong_command_line() {
    Ran ran = Ran.run(Terminal.ofSystem(), Map.of(), "stats").ends(2);

    assertTrue(ran.err().contains("TASKS4J_URI"), ran::err);
  }

  @Test
  void the_store_may_be_named_before_the_command_and_after_it_and_wins_over_the_environment() {
    for (String[] args :
        new String[][] {{"--store", store, "--json", "stats"}, {"stats", "-s", store, "--json"}}) {
      assertEquals("{ }\n", Ran.run("sqlite:elsewhere.db", args).ends(0).out());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory:", "immediate:", "dummy:", "kafka://host", "tasks.db"})
  void an_address_of_nothing_is_a_wrong_command_line(String address) {
    Ran.run(address, "stats").ends(2);
  }

  @Test
  void a_look_at_a_file_that_is_not_there_makes_none() {
    Path file = folder.resolve("typo.db");

    Ran ran = Ran.run("sqlite:" + file, "stats").ends(3);

    assertTrue(ran.err().contains("typo.db"), ran::err);
    assertFalse(Files.exists(file));
  }

  @Test
  void a_file_that_is_no_store_is_said_to_be_none() throws Exception {
    Path file = folder.resolve("letter.txt");
    Files.writeString(file, "Dear Ada,\n".repeat(1_000));

    Ran.run("sqlite:" + file, "stats").ends(3);
  }

  @Test
  void a_store_that_is_away_ends_with_its_code_and_hides_the_password() {
    Ran ran = Ran.run("redis://app:s3cr%40t@127.0.0.1:1/0", "stats").ends(3);

    assertFalse(ran.toString().contains("s3cr"), ran::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--stroe=redis://:hunter2@host",
        "--store=redis://app:hun@ter2hunter2@h ost",
        "--store=redis+sentinel://h:1?master=m&sentinelPassword=hunter2&wrong=1",
        "--store=hunter://x:hunter2@host"
      })
  void no_message_shows_a_password(String option) {
    Ran ran = Ran.run(store, "stats", option);

    assertTrue(ran.code() != 0, ran::toString);
    assertFalse(ran.toString().contains("hunter2"), ran::toString);
  }

  @Test
  void an_argument_that_begins_with_an_at_sign_is_no_file_of_arguments() throws Exception {
    enqueue();
    String purge = "@" + folder.resolve("purge.txt");
    String secret = "@" + folder.resolve("secret.txt");
    Files.writeString(folder.resolve("purge.txt"), "--all --status PENDING --yes");
    Files.writeString(folder.resolve("secret.txt"), "hunter2");

    for (List<String> args :
        List.of(
            List.of("purge", purge),
            List.of("purge", "--", purge),
            List.of("cancel", secret),
            List.of("enqueue", "mail", secret),
            List.of(secret))) {
      Ran ran = Ran.run(store, args.toArray(String[]::new)).ends(2);
      assertFalse(ran.toString().contains("hunter2"), ran::toString);
    }

    assertEquals(1, Ran.run(store, "list", "--json").ends(0).json().size());
  }

  @Test
  void a_payload_is_enqueued_to_its_last_digit() {
    String payload = "{\"a\":1.10,\"b\":12345678901234567890.12345678901234567890,\"c\":1E+40}";
    String id = Ran.run(store, "enqueue", "mail", payload).ends(0).out().strip();

    Ran shown = Ran.run(store, "show", id, "--payload").ends(0);

    assertTrue(shown.out().contains(payload), shown::out);
  }

  @Test
  void what_stands_behind_two_dashes_is_no_option() {
    enqueue();

    Ran.run(store, "purge", "--", "--all", "--status", "PENDING", "--yes").ends(2);
    Ran.run(store, "enqueue", "--queue", "mail", "--", "mail.send", "-1").ends(0);

    assertEquals(2, Ran.run(store, "list", "--json").ends(0).json().size());
  }

  @Test
  void a_task_that_is_not_there_is_a_failure_of_the_command() {
    String id = TaskId.next().toString();

    Ran.run(store, "show", id).ends(1);
    Ran.run(store, "requeue", id).ends(1);
    Ran.run(store, "cancel", id).ends(1);
  }

  @Test
  void text_of_others_does_not_steer_the_terminal() {
    TaskId id;
    try (TaskQueue queue = TaskQueue.open(store)) {
      id =
          queue
              .enqueue(
                  MAIL, "\u001b[2J", TaskOptions.defaults().header("evil", "\u001b]0;owned\u0007"))
              .id();
    }

    Ran ran = Ran.run(store, "show", id.toString(), "--payload").ends(0);

    assertFalse(ran.out().contains("\u001b"), "an escape reached the terminal");
    assertTrue(ran.out().contains("owned"), ran::out);
  }

  @Test
  void text_of_others_makes_no_line_of_its_own() {
    String forged = "a\r\nstatus    SUCCESS";
    TaskId id;
    try (TaskQueue queue = TaskQueue.open(store)) {
      id = queue.enqueue(MAIL, "Ada", TaskOptions.defaults().header("note", forged)).id();
    }

    Ran ran = Ran.run(store, "show", id.toString()).ends(0);

    assertFalse(ran.out().lines().anyMatch(line -> line.startsWith("status    SUCCESS")), ran::out);
    assertTrue(ran.out().contains("a\\r\\nstatus"), ran::out);
  }

  @Test
  void a_schedule_of_a_name_that_none_can_have_is_listed_in_one_line_and_removed() {
    String name = "a\nb\u001b[2J";
    try (TaskQueue queue = TaskQueue.open(store)) {
      ScheduleRecord record = new ScheduleRecord(name, 0, Optional.of(Instant.EPOCH), "{}");
      assertEquals(List.of(true), queue.backend().schedules().put(List.of(record)));
    }

    Ran ran = Ran.run(store, "schedules").ends(0);

    assertTrue(ran.out().lines().anyMatch(line -> line.startsWith("a\\nb\\u001b[2J")), ran::out);
    assertTrue(ran.out().contains("UNREADABLE"), ran::out);
    Ran.run(store, "schedules", "remove", name, "--yes").ends(0);
    assertFalse(Ran.run(store, "schedules").ends(0).out().contains("UNREADABLE"));
  }

  @Test
  void the_program_removes_nothing_that_is_old_but_that_the_application_keeps() throws Exception {
    Instant before = Instant.now().minus(Duration.ofDays(3));
    SqliteConfig config =
        SqliteConfig.defaults().settings(BackendSettings.defaults().clock(() -> before));
    Path file = folder.resolve("old.db");
    try (TaskQueue queue = TaskQueue.over(SqliteBackend.open(file, config))) {
      TaskId id = queue.enqueue(MAIL, "Ada").id();
      queue.admin().cancel(id);
    }

    // Beyond the default of 24 h, and the probe's settlement would remove what is.
    Ran.run("sqlite:" + file, "health").ends(0);

    assertEquals(1, Ran.run("sqlite:" + file, "list", "--json").json().size());
  }

  @Test
  void help_names_every_command_and_exit_code() {
    Ran help = Ran.run(store, "--help").ends(0);

    for (String word :
        List.of(
            "stats",
            "list",
            "dead",
            "show",
            "enqueue",
            "requeue",
            "retry",
            "cancel",
            "purge",
            "pause",
            "resume",
            "workers",
            "health",
            "Exit codes:")) {
      assertTrue(help.out().contains(word), () -> word + " is missing in " + help.out());
    }
  }

  private void enqueue() {
    try (TaskQueue queue = TaskQueue.open(store)) {
      queue.enqueue(MAIL, "Ada");
    }
  }
}
