package io.tasks4j.examples.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application of modules, src/app, compiled and run on the module path. */
class ModulePathTest {
  @TempDir static Path folder;

  @BeforeAll
  static void compile() throws Exception {
    List<String> sources;
    try (Stream<Path> files = Files.walk(Path.of("src/app/java"))) {
      sources = files.map(Path::toString).filter(f -> f.endsWith(".java")).toList();
    }
    Stream<String> options =
        Stream.of("--release", "17", "-d", folder.resolve("shop").toString(), "-p", libraries());

    int compiled =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                Stream.concat(options, sources.stream()).toArray(String[]::new));

    assertEquals(0, compiled);
  }

  @Test
  void an_application_of_modules_runs_tasks_on_memory_and_sqlite() throws Exception {
    String file = "sqlite:" + folder.resolve("shop.db");

    assertEquals(
        List.of("memory: order 7", "immediate: order 7", file + " order 7"),
        run("memory:", "immediate:", file));
  }

  @Test
  void servers_that_cannot_be_reached_are_a_typed_error_on_the_module_path() throws Exception {
    String redis = "redis://localhost:1";
    String rabbit = "amqp://localhost:1?store=memory:";

    assertEquals(
        List.of(redis + " cannot be reached", rabbit + " cannot be reached"), run(redis, rabbit));
  }

  @Test
  void a_payload_in_a_closed_package_is_refused_with_what_to_write() throws Exception {
    assertEquals(
        List.of(
            "dummy: a value of shop.closed.Secret would not come back from JSON:"
                + " shop.closed.Secret: its module keeps it to itself; the module-info of shop"
                + " needs: opens shop.closed to tools.jackson.databind;"),
        run("dummy:"));
  }

  private static List<String> run(String... addresses) throws Exception {
    Path output = folder.resolve("output");
    Stream<String> java =
        Stream.of(
            ProcessHandle.current().info().command().orElse("java"),
            "-p",
            folder.resolve("shop") + File.pathSeparator + libraries(),
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-m",
            "shop/shop.Main");
    Process process =
        new ProcessBuilder(Stream.concat(java, Stream.of(addresses)).toList())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.waitFor();
    return Files.readAllLines(output);
  }

  /** The jars and modules of the class path of this test. */
  private static String libraries() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(p -> p.endsWith(".jar") || Files.exists(Path.of(p, "module-info.class")))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
