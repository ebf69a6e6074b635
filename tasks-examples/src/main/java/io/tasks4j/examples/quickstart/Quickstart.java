package io.tasks4j.examples.quickstart;

import io.tasks4j.BackendException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/** The program behind {@code bin/quickstart}: one durable task for each image of a folder. */
public final class Quickstart {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private Quickstart() {}

  /** Runs the program and ends the JVM. */
  public static void main(String[] args) throws InterruptedException {
    System.exit(run(args, System.out, System.err));
  }

  /** Runs the program, and gives its exit code. */
  static int run(String[] args, PrintStream out, PrintStream err) throws InterruptedException {
    try {
      Arguments arguments = Arguments.parse(args);
      if (arguments.help()) {
        out.print(help());
        return DONE;
      }
      Screen screen = new Screen(out, arguments.plain() ? 0 : columns());
      screen.line(makeThumbnails(arguments, screen).line());
      return DONE;
    } catch (UsageException e) {
      err.println("quickstart: " + e.getMessage());
      err.println("Usage: bin/quickstart [OPTIONS] [FOLDER]; --help explains it");
      return MISUSED;
    } catch (IOException | BackendException e) {
      err.println("quickstart: " + e.getMessage());
      return FAILED;
    }
  }

  private static Summary makeThumbnails(Arguments arguments, Screen screen)
      throws IOException, InterruptedException {
    Path folder = arguments.folder().orElse(demoFolder());
    if (arguments.folder().isEmpty()) {
      DemoPhotos.draw(folder, arguments.photos(), screen);
    }
    Gallery gallery = Gallery.open(folder);
    if (arguments.fresh()) {
      gallery.forget();
    }
    try (Thumbnails thumbnails = new Thumbnails(gallery, screen)) {
      return thumbnails.run(arguments.requeue());
    }
  }

  /** Given by {@code bin/quickstart}, which knows where the checkout is. */
  private static Path demoFolder() {
    return Path.of(System.getProperty("quickstart.demo", "target/quickstart"));
  }

  /** Width of the terminal, by {@code bin/quickstart}; 0 when the output goes elsewhere. */
  private static int columns() {
    return Integer.getInteger("quickstart.columns", 0);
  }

  private static String help() throws IOException {
    try (InputStream text = Quickstart.class.getResourceAsStream("help.txt")) {
      return new String(
          Objects.requireNonNull(text, "help.txt").readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
