package io.tasks4j.spring;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A task for tests, which remembers whom it greeted. */
final class Greetings implements Task<Greetings.Greeting, String> {
  static final TaskType<Greeting, String> TYPE = TaskType.of("greet", Greeting.class, String.class);

  record Greeting(String name) {}

  private final List<String> greeted = new CopyOnWriteArrayList<>();

  List<String> greeted() {
    return greeted;
  }

  @Override
  public TaskType<Greeting, String> type() {
    return TYPE;
  }

  @Override
  public String execute(Greeting greeting, TaskContext context) {
    greeted.add(greeting.name());
    return "Hello, " + greeting.name() + "!";
  }
}
