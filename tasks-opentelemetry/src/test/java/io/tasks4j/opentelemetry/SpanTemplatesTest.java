package io.tasks4j.opentelemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tasks4j.opentelemetry.SpanTemplates.Template;
import org.junit.jupiter.api.Test;

class SpanTemplatesTest {
  private final SpanTemplates templates = new SpanTemplates();

  @Test
  void the_same_operation_queue_and_name_are_made_once() {
    Template first = templates.of("process", "mail", "mail.send");

    assertSame(first, templates.of("process", "mail", "mail.send"));
    assertNotEquals(first, templates.of("process", "mail", "mail.read"));
    assertNotEquals(first, templates.of("process", "post", "mail.send"));
    assertNotEquals(first, templates.of("send", "mail", "mail.send"));
  }

  @Test
  void names_without_end_are_described_but_not_kept() {
    for (int i = 0; i < 2 * SpanTemplates.MOST; i++) {
      Template template = templates.of("process", "mail", "name-" + i);

      assertEquals("name-" + i, template.attributes().get(SpanNames.TASK_NAME));
    }

    assertEquals(SpanTemplates.MOST, templates.size());
  }

  @Test
  void several_queues_and_names_are_left_out() {
    Template template = templates.of("send", "", "");

    assertEquals("send", template.spanName());
    assertEquals(null, template.attributes().get(SpanNames.DESTINATION));
    assertEquals(null, template.attributes().get(SpanNames.TASK_NAME));
  }
}
