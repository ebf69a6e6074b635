package io.tasks4j.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tasks4j.message.Join.Verdict;
import org.junit.jupiter.api.Test;

class JoinTest {
  @Test
  void all_parents_have_to_succeed_and_the_first_that_does_not_decides() {
    Join all = Join.of(2);

    assertEquals(Verdict.WAIT, all.verdict(1, 0));
    assertEquals(Verdict.RELEASE, all.verdict(2, 0));
    assertEquals(Verdict.FAIL, all.verdict(1, 1));
  }

  @Test
  void a_patient_one_waits_for_the_last_parent_before_it_fails() {
    Join patient = Join.of(2).patiently();

    assertEquals(Verdict.WAIT, patient.verdict(1, 1));
    assertEquals(Verdict.FAIL, patient.verdict(2, 1));
  }

  @Test
  void failures_are_borne_up_to_a_number_and_wanted_from_a_number() {
    Join between = Join.of(3).needing(1).tolerating(2);

    assertEquals(Verdict.SKIP, between.verdict(3, 0));
    assertEquals(Verdict.RELEASE, between.verdict(3, 1));
    assertEquals(Verdict.RELEASE, between.verdict(3, 2));
    assertEquals(Verdict.FAIL, between.verdict(3, 3));
  }

  @Test
  void numbers_that_cannot_be_are_refused() {
    assertThrows(IllegalArgumentException.class, () -> Join.of(0));
    assertThrows(IllegalArgumentException.class, () -> Join.of(2).needing(3));
    assertThrows(IllegalArgumentException.class, () -> Join.of(2).needing(-1));
    assertThrows(IllegalArgumentException.class, () -> Join.of(2).needing(2).tolerating(1));
  }
}
