package io.tasks4j.examples.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages of the documentation, and the regions of code that they show. */
final class Docs {
  /** A fenced block of a page. */
  record Block(String page, int line, String language, Optional<String> snippet, String text) {}

  private static final Pattern REGION = Pattern.compile("\\s*// snippet: (\\S+)");
  private static final Pattern MARKER = Pattern.compile("<!-- snippet: (\\S+) -->");
  private static final Pattern FENCE = Pattern.compile("```(\\w*).*");

  private Docs() {}

  /** The folder of the whole project. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/adr"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The README and the pages of {@code docs}. */
  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(root().resolve("README.md")));
    try (Stream<Path> docs = Files.list(root().resolve("docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  static List<Block> blocks(Path page) {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = read(page).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i));
      if (!fence.matches()) {
        continue;
      }
      int end = i + 1;
      while (!lines.get(end).startsWith("```")) {
        end++;
      }
      Matcher marker = MARKER.matcher(i == 0 ? "" : lines.get(i - 1));
      blocks.add(
          new Block(
              page.getFileName().toString(),
              i + 1,
              fence.group(1),
              marker.matches() ? Optional.of(marker.group(1)) : Optional.empty(),
              String.join("\n", lines.subList(i + 1, end))));
      i = end;
    }
    return blocks;
  }

  /**
   * All regions between {@code // snippet: NAME} and {@code // end} of the examples, of the
   * starter's sample application and of other libraries' programs, by name.
   */
  static Map<String, String> snippets() throws IOException {
    Map<String, String> snippets = new TreeMap<>();
    for (String folder :
        List.of(
            "tasks-examples/src", "tasks-spring-boot-starter/src/test", "tasks-benchmarks/peers")) {
      try (Stream<Path> files = Files.walk(root().resolve(folder))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          collect(file, snippets);
        }
      }
    }
    return snippets;
  }

  private static void collect(Path file, Map<String, String> snippets) {
    List<String> lines = read(file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Matcher region = REGION.matcher(lines.get(i));
      if (!region.matches()) {
        continue;
      }
      int end = i + 1;
      while (!lines.get(end).strip().equals("// end")) {
        end++;
      }
      // The formatter puts a blank line before a comment between fields, such as the end mark.
      String text = String.join("\n", lines.subList(i + 1, end)).stripTrailing().stripIndent();
      if (snippets.put(region.group(1), text) != null) {
        throw new IllegalStateException("two regions are named '" + region.group(1) + "'");
      }
    }
  }
}
