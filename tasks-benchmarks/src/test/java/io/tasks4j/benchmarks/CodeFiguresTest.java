package io.tasks4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeFiguresTest {
  @TempDir private Path folder;

  @Test
  void a_tree_is_counted_by_the_rules() throws Exception {
    write(
        "pom.xml",
        """
        <modules><module>tasks-core</module><module>tasks-tck</module><module>lab</module></modules>
        <profiles><profile><modules><module>races</module></modules></profile></profiles>
        """);
    write("tasks-core/pom.xml", "");
    write("lab/pom.xml", "<maven.deploy.skip>true</maven.deploy.skip>");
    write(
        "lab/src/main/java/Lab.java",
        "class Lab { boolean is(Object o) { return o instanceof Store; } }");
    core(
        "backend/Store",
        """
        public interface Store extends AutoCloseable {
          void a();
          default void b() {}
          static void c() {}
        }
        """);
    core("backend/Closed", "public sealed interface Closed { record One() implements Closed {} }");
    core("backend/Hook", "@FunctionalInterface public interface Hook { void call(); }");
    core("backend/Hidden", "interface Hidden { void call(); }");
    core("queue/Listener", "public interface Listener { void heard(); }");
    core("queue/StoreException", "public class StoreException extends RuntimeException {}");
    core("internal/Helper", "public class Helper {}");
    core(
        "queue/Both",
        """
        class Both extends Near {
          boolean is(Object o) { return o instanceof Both || o instanceof Store s || o instanceof Hook; }
          void wait(Place one, Place two) {
            one.await(1, 2); two.get().await(1, 2); one.await(3, 4); one.await(5, TimeUnit.SECONDS);
          }
          private static class Near implements Store {}
        }
        """);
    write("tasks-core/src/main/resources/a.lua", "-- lua\n\nreturn 1\n");
    write("tasks-core/src/main/resources/a.txt", "text\n");

    Map<String, Long> figures = CodeFigures.of(folder);

    assertEquals(
        Map.of(
            "interfaces of the SPI", 1L,
            "methods of the SPI", 2L,
            "instanceof on a backend", 2L,
            "places where a result is read", 2L,
            "lines of published code", 29L,
            "public types in exported packages of the core", 5L,
            "public exceptions of the core", 1L,
            "types named by one word", 3L,
            "types named by one word, percent", 38L),
        figures);
  }

  @Test
  void what_a_module_exports_to_all_is_what_its_module_info_says() throws Exception {
    write("pom.xml", "<modules><module>tasks-core</module></modules>");
    write("tasks-core/pom.xml", "");
    write(
        "tasks-core/src/main/java/module-info.java",
        "module m { exports io.tasks4j.queue; exports io.tasks4j.a to b; }");
    core("queue/Listener", "public interface Listener {}");
    core("a/Hidden", "public interface Hidden {}");

    assertEquals(1, CodeFigures.of(folder).get("public types in exported packages of the core"));
  }

  private void core(String name, String text) throws IOException {
    String packageName = "io.tasks4j." + name.replaceAll("/.*", "");
    write(
        "tasks-core/src/main/java/io/tasks4j/" + name + ".java",
        "package " + packageName + ";\n" + text);
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
