package io.tasks4j.examples.crash;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of the proof. It ends by itself when the one that started it is gone. */
record Child(String name, Process process) {
  /** Starts {@code main} with arguments, in a JVM like this one. */
  static Child start(Site site, Class<?> main, String name, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.add(site.folder().toString());
    command.add(name);
    command.addAll(List.of(args));
    File log = site.folder().resolve(name + ".log").toFile();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start();
    return new Child(name, process);
  }

  /** Ends it as kill -9 does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Lets it finish what it does and end. */
  int end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    return process.waitFor();
  }

  /** In a child: waits until the parent closes its end of the pipe, or is gone. */
  static void awaitEndOfInput() throws IOException {
    while (System.in.read() >= 0) {
      // Nobody writes.
    }
  }

  /** In a child that does not wait for its input: ends it when the parent is gone. */
  static void endWithParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                awaitEndOfInput();
              } catch (IOException e) {
                // As good as an end.
              }
              Runtime.getRuntime().halt(1);
            },
            "end-with-parent");
    watch.setDaemon(true);
    watch.start();
  }
}
