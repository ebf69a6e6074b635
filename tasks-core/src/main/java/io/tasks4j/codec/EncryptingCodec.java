package io.tasks4j.codec;

import io.tasks4j.TaskSerializationException;
import io.tasks4j.internal.Names;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts what another codec writes, by AES-GCM, and refuses what was changed. Immutable.
 *
 * <pre>{@code
 * PayloadCodec codec = EncryptingCodec.over(new JacksonCodec(), "2026-02", key)
 *     .alsoReading("2025-11", oldKey);
 * TaskQueue queue = TaskQueue.open(address, QueueConfig.create().codec(codec));
 * }</pre>
 *
 * <p>Each value is bound to the name of its task: moved to a task of another name it cannot be
 * read. Payloads and results are encrypted; names, queues, headers and the texts of errors are not.
 *
 * <p>The bytes are a version (1), the length of the key's id, the id in ASCII, a random nonce of 12
 * bytes, and what AES-GCM gives with a tag of 16 bytes. All before the nonce is authenticated with
 * the inner media type and the name of the task. Random nonces allow for 2^32 values under one key
 * (NIST SP 800-38D, 8.3); take a new key before.
 */
public final class EncryptingCodec implements PayloadCodec {
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final PayloadCodec inner;
  private final String writing;
  private final Map<String, SecretKey> keys;

  private EncryptingCodec(PayloadCodec inner, String writing, Map<String, SecretKey> keys) {
    this.inner = inner;
    this.writing = writing;
    this.keys = keys;
  }

  /**
   * A codec that encrypts what {@code inner} writes.
   *
   * @param keyId 1 to 128 letters, digits, {@code . _ - : /}; travels with each value
   * @param key 16, 24 or 32 bytes, for AES; copied
   * @throws IllegalArgumentException when id or length do not fit; the error does not show the key
   */
  public static EncryptingCodec over(PayloadCodec inner, String keyId, byte[] key) {
    Objects.requireNonNull(inner, "inner");
    return new EncryptingCodec(inner, keyId, Map.of(Names.check("key id", keyId), key(key)));
  }

  /**
   * The same, reading what was written under another key too: an old one, or one that others will
   * write with soon.
   *
   * @throws IllegalArgumentException when id or length do not fit, or the id has a key already
   */
  public EncryptingCodec alsoReading(String keyId, byte[] key) {
    Map<String, SecretKey> more = new TreeMap<>(keys);
    if (more.put(Names.check("key id", keyId), key(key)) != null) {
      throw new IllegalArgumentException("there is a key '" + keyId + "' already; use another id");
    }
    return new EncryptingCodec(inner, writing, more);
  }

  /** Media type of the inner codec, with {@code +aes-gcm} behind it. */
  @Override
  public String contentType() {
    return inner.contentType() + "+aes-gcm";
  }

  /** Writes a value that is bound to no task; see {@link #encode(Object, Type, String)}. */
  @Override
  public byte[] encode(@Nullable Object value, Type type) {
    return encode(value, type, "");
  }

  /** Reads a value that is bound to no task; see {@link #decode(byte[], Type, String)}. */
  @Override
  public @Nullable Object decode(byte[] bytes, Type type) {
    return decode(bytes, type, "");
  }

  @Override
  public void check(Type type) {
    inner.check(type);
  }

  /** Encrypts a value and binds it to {@code task}. */
  @Override
  public byte[] encode(@Nullable Object value, Type type, String task) {
    byte[] plain;
    try {
      plain = inner.encode(value, type, task);
    } catch (TaskSerializationException e) {
      throw withoutContent("a value of " + type.getTypeName() + " cannot be written", e);
    }
    byte[] id = writing.getBytes(StandardCharsets.US_ASCII);
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] header =
        ByteBuffer.allocate(2 + id.length).put(VERSION).put((byte) id.length).put(id).array();
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keyOf(writing), nonce, header, task);
      byte[] secret = cipher.doFinal(plain);
      return ByteBuffer.allocate(header.length + NONCE_BYTES + secret.length)
          .put(header)
          .put(nonce)
          .put(secret)
          .array();
    } catch (GeneralSecurityException e) {
      throw new TaskSerializationException("a value cannot be encrypted", e);
    }
  }

  /**
   * Decrypts a value.
   *
   * @throws TaskSerializationException when it was changed, was written for another task, under a
   *     key that is not known here, or not by such a codec. Says nothing of the content
   */
  @Override
  public @Nullable Object decode(byte[] bytes, Type type, String task) {
    int idLength = bytes.length < 2 ? 0 : bytes[1];
    int headerLength = 2 + idLength;
    if (idLength < 1
        || bytes[0] != VERSION
        || bytes.length < headerLength + NONCE_BYTES + TAG_BYTES) {
      throw new TaskSerializationException("these bytes are not encrypted, or were changed", null);
    }
    SecretKey key = keyOf(new String(bytes, 2, idLength, StandardCharsets.US_ASCII));
    byte[] header = Arrays.copyOf(bytes, headerLength);
    byte[] nonce = Arrays.copyOfRange(bytes, headerLength, headerLength + NONCE_BYTES);
    byte[] plain;
    try {
      int from = headerLength + NONCE_BYTES;
      plain =
          cipher(Cipher.DECRYPT_MODE, key, nonce, header, task)
              .doFinal(bytes, from, bytes.length - from);
    } catch (GeneralSecurityException e) {
      throw new TaskSerializationException(
          "these bytes were changed, or are of another task than '" + task + "'", e);
    }
    try {
      return inner.decode(plain, type, task);
    } catch (TaskSerializationException e) {
      throw withoutContent("what was decrypted is no value of " + type.getTypeName(), e);
    }
  }

  /** The ids of the keys, and no key. */
  @Override
  public String toString() {
    return "EncryptingCodec["
        + contentType()
        + ", writes "
        + writing
        + ", reads "
        + keys.keySet()
        + "]";
  }

  /** What a codec of others says may be a part of the content; ours says nothing of it. */
  private TaskSerializationException withoutContent(String text, TaskSerializationException e) {
    return inner instanceof JacksonCodec ? e : new TaskSerializationException(text, null);
  }

  private SecretKey keyOf(String id) {
    SecretKey key = keys.get(id);
    if (key == null) {
      throw new TaskSerializationException(
          "a value is encrypted under a key that is not known here; known are " + keys.keySet(),
          null);
    }
    return key;
  }

  private Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] header, String task)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(TRANSFORMATION);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
    cipher.updateAAD(header);
    // A media type has no line break, so that no pair of texts reads as another one.
    cipher.updateAAD((inner.contentType() + "\n" + task).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static SecretKey key(byte[] key) {
    if (key.length != 16 && key.length != 24 && key.length != 32) {
      throw new IllegalArgumentException(
          "a key must have 16, 24 or 32 bytes, but has " + key.length);
    }
    return new SecretKeySpec(key, "AES");
  }
}
