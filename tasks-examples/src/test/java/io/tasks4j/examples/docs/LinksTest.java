package io.tasks4j.examples.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Links within the documentation lead to a file, and to a heading of it. */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]+))?\\)");

  @Test
  void every_link_within_leads_somewhere() throws Exception {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path page : Docs.pages()) {
      for (MatchResult link : LINK.matcher(prose(page)).results().toList()) {
        if (!link.group(1).contains(":")) {
          links++;
          if (!leads(page, link)) {
            broken.add(page.getFileName() + ": " + link.group());
          }
        }
      }
    }

    assertTrue(links > 100, "links found: " + links);
    assertEquals(List.of(), broken);
  }

  @Test
  void every_page_is_in_the_index() throws Exception {
    String index = Docs.read(Docs.root().resolve("docs/README.md"));
    List<String> missing = new ArrayList<>();
    for (Path page : Docs.pages()) {
      String name = page.getFileName().toString();
      if (!name.equals("README.md") && !index.contains("](" + name)) {
        missing.add(name);
      }
    }

    assertEquals(List.of(), missing);
  }

  private static boolean leads(Path page, MatchResult link) {
    Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
    return Files.exists(target)
        && (link.group(2) == null || headings(target).contains(link.group(2)));
  }

  private static Set<String> headings(Path page) {
    return prose(page)
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceAll("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  /** Without fenced blocks. */
  private static String prose(Path page) {
    return Docs.read(page).replaceAll("(?s)```.*?```", "");
  }
}
