package io.tasks4j.examples.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.codec.EncryptingCodec;
import io.tasks4j.codec.JacksonCodec;
import io.tasks4j.codec.PayloadCodec;
import io.tasks4j.examples.docs.Resize.Image;
import io.tasks4j.examples.docs.Resize.Thumbnail;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the regions of code that {@code docs/payload-encryption.md} shows. */
class EncryptionTest {
  private final Image image = new Image("cat-of-ada.jpg", 200);

  @TempDir Path folder;

  @Test
  void a_task_runs_and_the_file_shows_nothing_of_it() throws Exception {
    byte[] key = random();
    String address = "sqlite:" + folder.resolve("tasks.db");
    // snippet: encryption
    PayloadCodec codec = EncryptingCodec.over(new JacksonCodec(), "2026-02", key); // 32 bytes
    try (TaskQueue queue = TaskQueue.open(address, QueueConfig.create().codec(codec));
        Worker worker = Worker.builder(queue).register(new Resize()).start()) {
      Thumbnail thumbnail = queue.enqueue(Resize.TYPE, image).await(Duration.ofSeconds(10));

      assertEquals(new Thumbnail("cat-of-ada.jpg.200"), thumbnail);
    }
    // end

    String file = Files.readString(folder.resolve("tasks.db"), StandardCharsets.ISO_8859_1);
    assertTrue(file.contains("application/json+aes-gcm"));
    assertFalse(file.contains("ada.jpg.200"));
  }

  @Test
  void keys_are_changed_in_two_steps() {
    byte[] old = random();
    byte[] key = random();
    // snippet: encryption-rotation
    // 1. Everywhere, one process after the other: read both.
    PayloadCodec first =
        EncryptingCodec.over(new JacksonCodec(), "2025-11", old).alsoReading("2026-02", key);
    // 2. Then everywhere: write with the new one.
    PayloadCodec then =
        EncryptingCodec.over(new JacksonCodec(), "2026-02", key).alsoReading("2025-11", old);
    // end

    for (PayloadCodec writer : new PayloadCodec[] {first, then}) {
      byte[] bytes = writer.encode("x", String.class, "t");

      assertEquals("x", first.decode(bytes, String.class, "t"));
      assertEquals("x", then.decode(bytes, String.class, "t"));
    }
  }

  private static byte[] random() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
