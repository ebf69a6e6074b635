package io.tasks4j.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.ShutdownSignalException;
import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.BackendUri;
import org.junit.jupiter.api.Test;

/** What becomes of the words with which the broker closes a channel; they are those of 3.10.8. */
class BrokerErrorsTest {
  private static BackendException closed(String text) {
    AMQP.Channel.Close close =
        new AMQP.Channel.Close.Builder()
            .replyCode(AMQP.PRECONDITION_FAILED)
            .replyText("PRECONDITION_FAILED - " + text)
            .build();
    return BrokerErrors.translate(
        RabbitMqAddress.from(BackendUri.parse("amqp://127.0.0.1")),
        "consuming",
        new AlreadyClosedException(new ShutdownSignalException(false, false, close, null)));
  }

  @Test
  void a_queue_with_other_arguments_is_told_from_any_other_precondition() {
    BackendException other =
        closed("inequivalent arg 'durable' for queue 'q' in vhost '/': received 'true'");
    BackendException size = closed("message size 9 is larger than configured max size 8");

    assertTrue(other.getMessage().contains("has it already, but otherwise"), other::getMessage);
    assertFalse(size.getMessage().contains("has it already"), size::getMessage);
    assertTrue(size.getMessage().contains("larger than configured max size"), size::getMessage);
  }

  @Test
  void what_a_slow_store_held_too_long_comes_again_as_after_any_loss_of_a_channel() {
    assertInstanceOf(
        BackendUnavailableException.class,
        closed("delivery acknowledgement on channel 5 timed out. Timeout value used: 1000 ms."));
  }
}
