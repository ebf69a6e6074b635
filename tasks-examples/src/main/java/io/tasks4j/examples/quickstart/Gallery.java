package io.tasks4j.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of images: which there are, and where their thumbnails go.
 *
 * <pre>
 * FOLDER/cat.png
 * FOLDER/thumbnails/cat.png.jpg        whole thumbnails only
 * FOLDER/thumbnails/contact-sheet.png  all of them on one sheet
 * FOLDER/thumbnails/.tasks4j/tasks.db  the tasks, beside thumbnails being written
 * </pre>
 */
record Gallery(Path folder) {
  private static final Set<String> ENDINGS =
      Set.of("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff");

  /**
   * A folder that can be read and written.
   *
   * @throws UsageException when it cannot
   */
  static Gallery open(Path folder) {
    if (!Files.exists(folder)) {
      throw new UsageException("there is no folder '" + folder + "'");
    }
    if (!Files.isDirectory(folder)) {
      throw new UsageException("'" + folder + "' is a file; a folder of images is needed");
    }
    if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
      throw new UsageException("the folder '" + folder + "' may not be read");
    }
    Gallery gallery = new Gallery(folder);
    try {
      Files.createDirectories(gallery.state());
    } catch (IOException e) {
      throw new UsageException("'" + gallery.state() + "' cannot be created: " + e);
    }
    return gallery;
  }

  /** Image files right in the folder, by name; hidden files and folders are left out. */
  List<Picture> pictures() throws IOException {
    List<Picture> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (isImageName(name) && Files.isRegularFile(file)) {
          BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
          found.add(new Picture(name, seen.size(), seen.lastModifiedTime().toMillis()));
        }
      }
    }
    found.sort(Comparator.comparing(Picture::name));
    return found;
  }

  Path image(String name) {
    return folder.resolve(name);
  }

  Path thumbnails() {
    return folder.resolve("thumbnails");
  }

  /** The whole name stays in it, so that cat.png and cat.gif do not meet. */
  Path thumbnail(String name) {
    return thumbnails().resolve(name + ".jpg");
  }

  Path sheet() {
    return thumbnails().resolve("contact-sheet.png");
  }

  /** The thumbnails that there are, by name. */
  List<Path> allThumbnails() throws IOException {
    try (Stream<Path> files = Files.list(thumbnails())) {
      return files.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
    }
  }

  Path part(Path file, int attempt) {
    return state().resolve(file.getFileName() + "." + attempt + ".part");
  }

  Path state() {
    return thumbnails().resolve(".tasks4j");
  }

  Path database() {
    return state().resolve("tasks.db");
  }

  /** Forgets all tasks, and with them which thumbnails are done. */
  void forget() throws IOException {
    try (Stream<Path> files = Files.list(state())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
    }
  }

  private static boolean isImageName(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && ENDINGS.contains(ending);
  }
}
