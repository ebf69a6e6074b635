package io.tasks4j.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as the Standard Webhooks specification says, version 1: HMAC-SHA256 over id, timestamp and
 * body, joined by dots. Thread-safe.
 */
final class WebhookSignature {
  private static final String PREFIX = "whsec_";
  private static final int LEAST_BYTES = 24;
  private static final int MOST_BYTES = 64;

  private final byte[] key;

  private WebhookSignature(byte[] key) {
    this.key = key;
  }

  /** Reads a secret; errors never show it. */
  static WebhookSignature of(String secret) {
    byte[] key;
    try {
      if (!secret.startsWith(PREFIX)) {
        throw new IllegalArgumentException();
      }
      key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      // Without its cause, whose message may show a part of the secret.
      throw new IllegalArgumentException(
          "a webhook secret is whsec_ and Base64; Webhooks.newSecret() makes one");
    }
    if (key.length < LEAST_BYTES || key.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "a webhook secret has 24 to 64 bytes, but this one has " + key.length);
    }
    return new WebhookSignature(key);
  }

  static String newSecret() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return PREFIX + Base64.getEncoder().encodeToString(key);
  }

  /** The value of the signature header. */
  String sign(String id, long epochSecond, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update((id + "." + epochSecond + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  @Override
  public String toString() {
    return "Signature[hidden]";
  }
}
