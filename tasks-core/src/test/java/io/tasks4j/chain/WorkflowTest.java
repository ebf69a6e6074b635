package io.tasks4j.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.UniqueKey;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.MessageFactory;
import io.tasks4j.queue.QueueConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkflowTest {
  private static final TaskType<Integer, Integer> NUMBER =
      TaskType.of("number", Integer.class, Integer.class);
  private static final TaskType<String, String> TEXT =
      TaskType.of("text", String.class, String.class);
  private static final TaskType<List<Integer>, Integer> SUM =
      TaskType.ofList("sum", Integer.class, Integer.class);

  private static Step number(String name, String... after) {
    return Step.of(name, NUMBER, 1).after(after);
  }

  private static String refusal(Step... steps) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> Workflow.of(steps)).getMessage());
  }

  @Test
  void a_circle_is_refused_and_named_in_the_order_of_its_steps() {
    assertEquals(
        "these steps wait for one another in a circle: a -> b -> c -> a",
        refusal(number("a", "c"), number("b", "a"), number("c", "b"), number("free")));
    assertEquals(
        "these steps wait for one another in a circle: self -> self",
        refusal(number("self", "self")));
    assertTrue(
        refusal(number("tail", "b"), number("a", "b"), number("b", "a")).endsWith("a -> b -> a")
            || refusal(number("tail", "b"), number("a", "b"), number("b", "a"))
                .endsWith("b -> a -> b"));
  }

  @Test
  void a_step_that_is_not_there_is_refused_and_those_that_are_are_named() {
    assertEquals(
        "step 'pack' comes after 'pay', but there is no such step; there are [check, pack]",
        refusal(number("check"), number("pack", "check", "pay")));
  }

  @Test
  void names_are_unique_and_each_parent_is_named_once() {
    assertTrue(refusal(number("a"), number("a")).contains("two are called 'a'"));
    assertTrue(refusal(number("a"), number("b", "a", "a")).contains("names 'a' twice"));
    assertTrue(refusal().contains("this one has none"));
    assertThrows(IllegalArgumentException.class, () -> number("a blank"));
  }

  @Test
  void results_that_do_not_fit_are_refused_with_both_types() {
    String one = refusal(number("a"), Step.from("a", "b", TEXT));
    assertEquals("step 'b' takes java.lang.String from 'a', but that gives java.lang.Integer", one);

    String all =
        refusal(number("a"), Step.of("t", TEXT, "x"), Step.fromAll(List.of("a", "t"), "s", SUM));
    assertTrue(all.contains("takes java.lang.Integer from 't'"), all);
  }

  @Test
  void a_step_that_takes_all_results_names_its_parents_once_and_for_all() {
    assertThrows(
        IllegalArgumentException.class, () -> Step.fromAll(List.of("a"), "s", SUM).after("b"));
  }

  @Test
  void ids_and_unique_keys_are_refused_where_they_would_keep_others_waiting() {
    TaskOptions id = TaskOptions.defaults().id(TaskId.next());
    assertThrows(IllegalArgumentException.class, () -> number("a").options(id));
    TaskOptions unique = TaskOptions.defaults().unique(UniqueKey.whileLive("k"));
    Workflow workflow = Workflow.of(number("a").options(unique));

    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> messages(workflow));

    assertTrue(String.valueOf(refusal.getMessage()).contains("cannot have a unique key"));
  }

  @Test
  void a_line_of_10_000_and_a_fan_of_10_000_are_built_without_a_deep_stack() {
    List<Step> line = new ArrayList<>(List.of(number("0")));
    List<Step> fan = new ArrayList<>(List.of(number("0")));
    List<String> names = new ArrayList<>();
    for (int i = 1; i < 10_000; i++) {
      line.add(Step.from(Integer.toString(i - 1), Integer.toString(i), NUMBER));
      fan.add(Step.from("0", Integer.toString(i), NUMBER));
      names.add(Integer.toString(i));
    }
    fan.add(Step.fromAll(names, "sum", SUM));
    Collections.shuffle(line, new Random(1));

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertEquals(10_001, messages(Workflow.of(line)).size());
          assertEquals(10_002, messages(Workflow.of(fan)).size());
        });
  }

  @Test
  void whoever_waits_is_stored_before_whom_it_waits_for() {
    List<TaskMessage> messages =
        messages(
            Workflow.of(
                Step.fromAll(List.of("b", "c"), "d", SUM),
                Step.from("a", "b", NUMBER),
                Step.from("a", "c", NUMBER),
                number("a")));

    Set<TaskId> stored = new HashSet<>();
    for (TaskMessage message : messages) {
      message.dependants().forEach(d -> assertTrue(stored.contains(d.id())));
      stored.add(message.id());
    }
    assertEquals(5, stored.size());
  }

  private static List<TaskMessage> messages(Workflow workflow) {
    return workflow.messages(TaskId.next(), new MessageFactory(QueueConfig.create(), Set.of()));
  }
}
