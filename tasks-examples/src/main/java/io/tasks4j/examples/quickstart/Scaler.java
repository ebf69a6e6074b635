package io.tasks4j.examples.quickstart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Makes images smaller. */
final class Scaler {
  private Scaler() {}

  /** The image on white, at most {@code box} pixels wide and high; never enlarged. */
  static BufferedImage fit(BufferedImage image, int box) {
    double factor = Math.min(1.0, (double) box / Math.max(image.getWidth(), image.getHeight()));
    int width = Math.max(1, (int) Math.round(image.getWidth() * factor));
    int height = Math.max(1, (int) Math.round(image.getHeight() * factor));
    BufferedImage step = image;
    // By halves first: one long step would look at few of the pixels, and flicker.
    while (step.getWidth() >= 2 * width && step.getHeight() >= 2 * height) {
      step = draw(step, step.getWidth() / 2, step.getHeight() / 2);
    }
    return draw(step, width, height);
  }

  private static BufferedImage draw(BufferedImage from, int width, int height) {
    BufferedImage to = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = to.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(from, 0, 0, width, height, Color.WHITE, null);
    graphics.dispose();
    return to;
  }
}
