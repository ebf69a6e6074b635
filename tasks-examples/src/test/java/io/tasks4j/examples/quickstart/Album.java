package io.tasks4j.examples.quickstart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** A folder of test images, and what the program made of it. */
record Album(Path folder) {
  Album with(int count, int width, int height) throws IOException {
    for (int i = 1; i <= count; i++) {
      image("image-%03d.png".formatted(i), width, height, new Color(i * 7919));
    }
    return this;
  }

  void image(String name, int width, int height, Color color) throws IOException {
    Files.write(folder.resolve(name), png(width, height, color));
  }

  void brokenImage(String name) throws IOException {
    byte[] png = png(300, 200, Color.RED);
    Files.write(folder.resolve(name), Arrays.copyOf(png, png.length / 2));
  }

  /** All that is in the folder of thumbnails but the sheet. */
  Set<String> thumbnails() throws IOException {
    return names(folder.resolve("thumbnails"));
  }

  Set<String> state() throws IOException {
    return names(folder.resolve("thumbnails/.tasks4j"));
  }

  BufferedImage thumbnail(String name) throws IOException {
    return ImageIO.read(folder.resolve("thumbnails").resolve(name).toFile());
  }

  BufferedImage sheet() throws IOException {
    return thumbnail("contact-sheet.png");
  }

  private static Set<String> names(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !Set.of(".tasks4j", "contact-sheet.png").contains(name))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static byte[] png(int width, int height, Color color) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(color.getRGB() & 0xFFFFFF));
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(Color.WHITE);
    graphics.drawLine(0, 0, width, height);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
