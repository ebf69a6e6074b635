package io.tasks4j.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {
  @Test
  void it_signs_the_example_of_the_standard() {
    // The example of the reference libraries of Standard Webhooks.
    WebhookSignature signature = WebhookSignature.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    String signed =
        signature.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));

    assertEquals("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signed);
  }

  @Test
  void a_new_secret_is_one_and_no_other() {
    assertEquals("Signature[hidden]", WebhookSignature.of(WebhookSignature.newSecret()).toString());
    assertNotEquals(WebhookSignature.newSecret(), WebhookSignature.newSecret());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hush-hush", "whsec_", "whsec_aHVzaA==", "whsec_not!base64!hush"})
  void what_is_no_secret_is_refused_and_not_shown(String secret) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> WebhookSignature.of(secret));

    assertFalse(e.getMessage().contains("hush"), e.getMessage());
    assertEquals(null, e.getCause());
  }
}
