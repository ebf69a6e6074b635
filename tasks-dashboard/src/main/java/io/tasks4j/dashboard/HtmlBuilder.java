package io.tasks4j.dashboard;

import io.tasks4j.dashboard.view.DisplayTexts;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Builds HTML and SVG. Whatever is handed in is text: there is no way to put markup in but by
 * {@link #tag}, whose names are literals of this module. Not thread-safe.
 */
final class HtmlBuilder {
  private final StringBuilder out = new StringBuilder(16_384);
  private final Deque<String> open = new ArrayDeque<>();

  /** Opens an element; attributes are names and values in turns. */
  HtmlBuilder tag(String name, String... attributes) {
    start(name, attributes);
    open.push(name);
    return this;
  }

  /** Closes the element that was opened last. */
  HtmlBuilder end() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element without content, such as {@code input}. */
  HtmlBuilder empty(String name, String... attributes) {
    start(name, attributes);
    return this;
  }

  /** An element with text. */
  HtmlBuilder leaf(String name, String text, String... attributes) {
    return tag(name, attributes).text(text).end();
  }

  HtmlBuilder text(String text) {
    escape(DisplayTexts.printable(text));
    return this;
  }

  /** Goes on with what a part of a page adds. */
  HtmlBuilder add(Consumer<HtmlBuilder> part) {
    part.accept(this);
    return this;
  }

  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("not closed: " + open);
    }
    return out.toString();
  }

  private void start(String name, String... attributes) {
    out.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(DisplayTexts.printable(attributes[i + 1]));
      out.append('"');
    }
    out.append('>');
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }
}
