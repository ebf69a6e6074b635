package io.tasks4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NamesTest {
  private static final Pattern RULE = Pattern.compile("[A-Za-z0-9._:/-]{1,128}");

  @Test
  void an_error_about_a_name_is_one_line_and_short() {
    String name = "a\n\u001b[31m\u2028\ud800" + "x".repeat(1_000_000);

    var e = assertThrows(IllegalArgumentException.class, () -> Names.check("name", name));

    assertTrue(e.getMessage().length() < 300, () -> "" + e.getMessage().length());
    assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e::getMessage);
  }

  @Test
  void each_character_is_judged_by_the_rule() {
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      String name = "a" + (char) c;
      assertEquals(RULE.matcher(name).matches(), accepted(name), name + " (" + c + ")");
    }
  }

  @Test
  void a_name_has_1_to_128_characters() {
    assertTrue(accepted("x"));
    assertTrue(accepted("x".repeat(128)));
    assertEquals(false, accepted(""));
    assertEquals(false, accepted("x".repeat(129)));
  }

  @Test
  void what_is_refused_is_named() {
    var e = assertThrows(IllegalArgumentException.class, () -> Names.check("queue name", "a b"));

    assertTrue(e.getMessage().contains("queue name") && e.getMessage().contains("'a b'"));
  }

  private static boolean accepted(String name) {
    try {
      return Names.check("name", name).equals(name);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
