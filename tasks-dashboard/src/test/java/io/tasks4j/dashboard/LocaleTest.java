package io.tasks4j.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Outcome;
import io.tasks4j.chain.TaskChain;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages where the JVM's locale writes digits and letters in its own way. */
class LocaleTest {
  private final Locale before = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "tr-TR", "fa-IR-u-nu-arabext"})
  void pages_and_their_pictures_are_the_same_in_every_locale(String tag) {
    Locale.setDefault(Locale.forLanguageTag(tag));
    TaskType<String, String> type = TaskType.of("INVOICE.PRINT", String.class, String.class);
    try (Site site = Site.open()) {
      TaskId dead =
          site.ended(
              "INVOICE.INDEX",
              new Outcome.Failure(
                  TaskError.of(
                      TaskError.Reason.MAX_RETRIES, new IOException("ID"), 4, Instant.EPOCH)));
      TaskId last =
          site.queue
              .enqueue(TaskChain.startWith(type, "12").then(TaskType.of("file", String.class)))
              .id();

      String chain = site.page("/tasks/" + last);
      String task = site.page("/tasks/" + dead);

      assertTrue(task.contains("1 attempt, "), task);
      assertTrue(Pattern.compile(" d=\"M[0-9]+ [0-9]+C[ 0-9]+\"").matcher(chain).find(), chain);
      for (String path :
          new String[] {
            "/", "/queues", "/tasks", "/dead", "/schedules", "/workers", "/api/tasks"
          }) {
        String page = site.get(path).body().text();
        assertFalse(Pattern.compile("[\\p{Nd}\u0130\u0131&&[^0-9]]").matcher(page).find(), page);
      }
      assertEquals(1, site.json("/api/tasks?status=FAILURE").get("tasks").size());
    }
  }
}
