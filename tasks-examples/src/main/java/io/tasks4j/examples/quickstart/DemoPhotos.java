package io.tasks4j.examples.quickstart;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Draws landscapes for those who name no folder: the same ones each time, and one of them broken.
 */
final class DemoPhotos {
  private static final int WIDTH = 1024;
  private static final int HEIGHT = 768;

  /** This one ends in the middle, as after a download that broke off. */
  private static final int BROKEN = 7;

  private DemoPhotos() {}

  /** Draws {@code photo-001.png} to {@code photo-COUNT.png}; leaves alone those that are there. */
  static void draw(Path folder, int count, Screen screen) throws IOException {
    Files.createDirectories(folder);
    int[] missing =
        IntStream.rangeClosed(1, count).filter(n -> Files.notExists(file(folder, n))).toArray();
    if (missing.length == 0) {
      return;
    }
    screen.line(
        String.format(Locale.ROOT, "Drawing %d photos, one of them broken", missing.length));
    try (Screen.Meter meter = screen.meter("Photos", count, (long) count - missing.length)) {
      Arrays.stream(missing)
          .parallel()
          .forEach(
              n -> {
                write(file(folder, n), n);
                meter.step();
              });
    } catch (UncheckedIOException e) {
      throw new IOException("a photo could not be written: " + e.getMessage(), e);
    }
  }

  private static Path file(Path folder, int number) {
    return folder.resolve(String.format(Locale.ROOT, "photo-%03d.png", number));
  }

  private static void write(Path file, int number) {
    try {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(landscape(number), "png", png);
      byte[] bytes = png.toByteArray();
      Path part = file.resolveSibling("." + file.getFileName() + ".part");
      Files.write(part, number == BROKEN ? Arrays.copyOf(bytes, bytes.length / 2) : bytes);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BufferedImage landscape(int number) {
    SplittableRandom random = new SplittableRandom(number);
    BufferedImage photo = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = photo.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    float hue = (float) random.nextDouble();
    drawSky(graphics, hue, random);
    for (int layer = 0; layer < 5; layer++) {
      graphics.setColor(Color.getHSBColor(hue + 0.07f * layer, 0.45f, 0.7f - 0.12f * layer));
      graphics.fill(hills(HEIGHT / 2.2 + 65 * layer, random));
    }
    graphics.dispose();
    addGrain(photo, random);
    return photo;
  }

  private static void drawSky(Graphics2D graphics, float hue, SplittableRandom random) {
    Color top = Color.getHSBColor(hue + 0.5f, 0.6f, 0.7f);
    Color horizon = Color.getHSBColor(hue + 0.4f, 0.2f, 1f);
    graphics.setPaint(new GradientPaint(0, 0, top, 0, HEIGHT * 0.6f, horizon));
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    float x = random.nextInt(WIDTH);
    float y = random.nextInt(HEIGHT / 3);
    float[] stops = {0f, 0.25f, 1f};
    Color[] glow = {Color.WHITE, new Color(255, 250, 220, 180), new Color(255, 250, 220, 0)};
    graphics.setPaint(new RadialGradientPaint(x, y, 200, stops, glow));
    graphics.fillOval((int) x - 200, (int) y - 200, 400, 400);
  }

  /** A ridge of three waves, filled down to the ground. */
  private static Polygon hills(double base, SplittableRandom random) {
    double[] phase = random.doubles(3, 0, 2 * Math.PI).toArray();
    Polygon ridge = new Polygon();
    ridge.addPoint(0, HEIGHT);
    for (int x = 0; x <= WIDTH; x += 4) {
      double wave = 0;
      for (int i = 0; i < phase.length; i++) {
        wave += 40.0 / (i + 1) * Math.sin(phase[i] + x * (i + 1) * (i + 1) / 130.0);
      }
      ridge.addPoint(x, (int) (base + wave + random.nextInt(4)));
    }
    ridge.addPoint(WIDTH, HEIGHT);
    return ridge;
  }

  private static void addGrain(BufferedImage photo, SplittableRandom random) {
    int[] row = new int[WIDTH];
    for (int y = 0; y < HEIGHT; y++) {
      photo.getRGB(0, y, WIDTH, 1, row, 0, WIDTH);
      for (int x = 0; x < WIDTH; x++) {
        int grain = random.nextInt(8);
        int red = Math.min(255, (row[x] >> 16 & 255) + grain);
        int green = Math.min(255, (row[x] >> 8 & 255) + grain);
        int blue = Math.min(255, (row[x] & 255) + grain);
        row[x] = red << 16 | green << 8 | blue;
      }
      photo.setRGB(0, y, WIDTH, 1, row, 0, WIDTH);
    }
  }
}
