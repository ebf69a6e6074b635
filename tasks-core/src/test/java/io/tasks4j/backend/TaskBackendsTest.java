package io.tasks4j.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.backend.dummy.DummyBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.executor.ImmediateBackend;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskBackendsTest {
  @Test
  void a_scheme_opens_its_backend() {
    assertInstanceOf(MemoryBackend.class, TaskBackends.open("memory:"));
    assertInstanceOf(MemoryBackend.class, TaskBackends.open("MEMORY:?maxDeliveries=5&deadAge=7d"));
    assertInstanceOf(DummyBackend.class, TaskBackends.open("dummy:"));
    assertInstanceOf(ImmediateBackend.class, TaskBackends.open("immediate:"));
  }

  @Test
  void an_unknown_scheme_is_refused_with_those_there_are() {
    assertEquals(
        "no task backend for scheme 'kafka'; on the class path: [dummy, immediate, memory]",
        refused("kafka://broker"));
  }

  @Test
  void a_scheme_of_a_missing_module_is_refused_with_the_module() {
    assertTrue(refused("sqlite:a.db").endsWith("; add the dependency tasks-backend-sqlite"));
    assertTrue(refused("redis://h").endsWith("; add the dependency tasks-backend-redis"));
    assertTrue(refused("amqps://h").endsWith("; add the dependency tasks-backend-rabbitmq"));
  }

  @Test
  void a_wrong_address_is_refused_with_what_is_wrong() {
    assertTrue(refused("tasks.db").contains("a backend address is like sqlite:tasks.db"));
    assertTrue(refused("jdbc:sqlite:tasks.db").contains("write 'sqlite:tasks.db'"));
    assertTrue(refused("memory:here").contains("'here' follows"));
    assertTrue(
        refused("memory:?maxDelivery=3").startsWith("no setting 'maxDelivery' for memory:, there"));
    assertTrue(refused("memory:?maxDeliveries=0").contains("but is 0"));
    assertTrue(refused("memory:?maxDeliveries=x").contains("but is 'x'"));
    assertTrue(refused("memory:?deadAge=7 days").contains("but is '7 days'"));
    assertTrue(refused("memory:?deadAge").contains("a setting is name=value"));
    assertTrue(refused("memory:?deadAge=1d&deadAge=2d").contains("given twice"));
  }

  @Test
  void a_broken_provider_that_the_context_class_loader_sees_harms_no_backend_of_ours(
      @TempDir Path folder) throws IOException {
    Path broken = Files.writeString(folder.resolve("providers"), "no.such.Provider");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(
        new ClassLoader(before) {
          @Override
          public Enumeration<URL> getResources(String name) throws IOException {
            return name.endsWith(TaskBackendProvider.class.getName())
                ? Collections.enumeration(List.of(broken.toUri().toURL()))
                : super.getResources(name);
          }
        });
    try {
      assertInstanceOf(MemoryBackend.class, TaskBackends.open("memory:"));
      assertThrows(IllegalStateException.class, () -> TaskBackends.open("kafka:"));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void settings_come_from_the_address() {
    BackendUri uri =
        BackendUri.parse(
            "memory:?finishedAge=1h&finishedCount=2&deadAge=PT3H&deadCount=4"
                + "&maxDeliveries=5&ageing=600s");

    BackendSettings settings = BackendSettings.from(uri);

    assertEquals(
        new Retention(Duration.ofHours(1), 2, Duration.ofHours(3), 4), settings.retention());
    assertEquals(5, settings.maxDeliveries());
    assertEquals(Duration.ofMinutes(10), settings.ageing().orElseThrow());
    uri.checkAllRead();
  }

  private static String refused(String address) {
    return assertThrows(IllegalArgumentException.class, () -> TaskBackends.open(address))
        .getMessage();
  }
}
