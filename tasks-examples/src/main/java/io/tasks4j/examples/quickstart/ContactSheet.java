package io.tasks4j.examples.quickstart;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskType;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * The last task of a group: draws all thumbnails of a gallery on one sheet, after the last of them
 * was made. It runs once for each group, and like any task perhaps again after a crash: then it
 * draws the same.
 */
final class ContactSheet implements Task<List<MakeThumbnail.Thumbnail>, ContactSheet.Sheet> {
  static final TaskType<List<MakeThumbnail.Thumbnail>, Sheet> TYPE =
      TaskType.ofList("thumbnails.sheet", MakeThumbnail.Thumbnail.class, Sheet.class);

  private static final int CELL = 128;
  private static final int GAP = 12;

  /** A sheet of more would be too large to look at. */
  private static final int MOST = 400;

  /** The result: what was drawn, of what there is. */
  record Sheet(int drawn, int thumbnails) {}

  private final Gallery gallery;

  ContactSheet(Gallery gallery) {
    this.gallery = gallery;
  }

  @Override
  public TaskType<List<MakeThumbnail.Thumbnail>, Sheet> type() {
    return TYPE;
  }

  /** The group's results say which thumbnails are new; those of earlier groups belong to it too. */
  @Override
  public Sheet execute(List<MakeThumbnail.Thumbnail> made, TaskContext context) throws IOException {
    List<Path> all = gallery.allThumbnails();
    List<Path> shown = all.subList(0, Math.min(MOST, all.size()));
    if (shown.isEmpty()) {
      return new Sheet(0, 0);
    }
    Path part = gallery.part(gallery.sheet(), context.attempt());
    try {
      ImageIO.write(draw(shown), "png", part.toFile());
      Files.move(part, gallery.sheet(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    return new Sheet(shown.size(), all.size());
  }

  private static BufferedImage draw(List<Path> thumbnails) throws IOException {
    int columns = (int) Math.ceil(Math.sqrt(thumbnails.size() * 1.5));
    int rows = (thumbnails.size() + columns - 1) / columns;
    BufferedImage sheet =
        new BufferedImage(
            GAP + columns * (CELL + GAP), GAP + rows * (CELL + GAP), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(new Color(0xF4F4F2));
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    for (int i = 0; i < thumbnails.size(); i++) {
      BufferedImage thumbnail = ImageIO.read(thumbnails.get(i).toFile());
      if (thumbnail != null) {
        BufferedImage small = Scaler.fit(thumbnail, CELL);
        int x = GAP + i % columns * (CELL + GAP) + (CELL - small.getWidth()) / 2;
        int y = GAP + i / columns * (CELL + GAP) + (CELL - small.getHeight()) / 2;
        graphics.drawImage(small, x, y, null);
      }
    }
    graphics.dispose();
    return sheet;
  }
}
