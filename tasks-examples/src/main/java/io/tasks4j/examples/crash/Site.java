package io.tasks4j.examples.crash;

import io.tasks4j.queue.TaskQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The folder that the processes of a proof share: the task file and what each process noted. */
record Site(Path folder) {
  /**
   * Opens the tasks. Being killed is no fault of theirs here, so none is a dead letter for it, and
   * all are kept to be counted.
   */
  TaskQueue openQueue() {
    return TaskQueue.open(
        "sqlite:"
            + folder.resolve("tasks.db")
            + "?maxDeliveries=1000000&finishedCount="
            + Integer.MAX_VALUE);
  }

  /** Notes of one process; each line is in the file, whole, before {@code write} returns. */
  Notes openNotes(String process) throws IOException {
    return new Notes(
        FileChannel.open(
            folder.resolve(process + ".notes"),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND));
  }

  /** What a process noted. A line that a kill cut short is left out. */
  List<String> notes(String process) throws IOException {
    Path file = folder.resolve(process + ".notes");
    if (Files.notExists(file)) {
      return List.of();
    }
    String text = Files.readString(file);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  record Notes(FileChannel file) implements AutoCloseable {
    /** One write call for one line: the kernel has it, whatever becomes of this process. */
    synchronized void write(String line) throws IOException {
      file.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
