package io.tasks4j.chaos;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The file system of a store, when it has one of its own, in memory: it can be full. */
final class Disk {
  /** Where it is; {@code bin/chaos} makes it where the system lets it. */
  private static final String PROPERTY = "tasks4j.chaos.disk";

  private final Path folder;
  private final long size;

  private Disk(Path folder) throws IOException {
    this.folder = folder;
    this.size = Files.getFileStore(folder).getTotalSpace();
  }

  static Optional<Disk> find() throws IOException {
    String folder = System.getProperty(PROPERTY, "");
    return folder.isEmpty() ? Optional.empty() : Optional.of(new Disk(Path.of(folder)));
  }

  Path folder() {
    return folder;
  }

  /** Leaves {@code spare} bytes, in whole pages. */
  void fill(long spare) throws IOException, InterruptedException {
    FileStore store = Files.getFileStore(folder);
    resize(store.getTotalSpace() - store.getUnallocatedSpace() + spare);
  }

  void free() throws IOException, InterruptedException {
    resize(size);
  }

  /** For a look at what is left: the disk goes with the run. */
  void copyTo(Path target) throws IOException, InterruptedException {
    new ProcessBuilder("cp", "-r", folder.toString(), target.toString()).start().waitFor();
  }

  private void resize(long bytes) throws IOException, InterruptedException {
    Process mount =
        new ProcessBuilder("mount", "-o", "remount,size=" + bytes, "tmpfs", folder.toString())
            .inheritIO()
            .start();
    if (mount.waitFor() != 0) {
      throw new IOException("cannot give " + folder + " a size of " + bytes + " bytes");
    }
  }
}
