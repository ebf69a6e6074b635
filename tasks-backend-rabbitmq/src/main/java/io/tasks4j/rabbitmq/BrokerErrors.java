package io.tasks4j.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the client's exceptions mean, with what would help. */
final class BrokerErrors {
  private static final int ACCESS_REFUSED = 403;
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 406;
  private static final int NOT_ALLOWED = 530;

  /** Of a durable queue whose node, or whose process, is not up: it comes back. */
  private static final String AWAY = "is down or inaccessible";

  /** Of deliveries that a store which hangs keeps from being acknowledged: they come again. */
  private static final String HELD_TOO_LONG = "delivery acknowledgement on channel";

  /** Of a queue or exchange that is declared with other arguments than it has. */
  private static final String OTHER_ARGUMENTS = "inequivalent arg";

  private BrokerErrors() {}

  static BackendException translate(RabbitMqAddress address, String tried, Exception e) {
    String at = "RabbitMQ at " + address.text();
    Throwable cause = e;
    while (cause != null) {
      // Not a "possible" one, which is what the client calls any end of a connection that begins:
      // brokers from 3.10 on say so when they refuse a user.
      if (cause instanceof AuthenticationFailureException) {
        return new BackendException(
            at + " refuses user '" + address.user() + "': check name, password and rights", e);
      }
      if (cause instanceof SSLException) {
        return new BackendException(
            at
                + " offers no TLS connection that is trusted ("
                + cause.getMessage()
                + "): its certificate has to be valid for the host name, and its authority known",
            e);
      }
      if (cause instanceof MalformedFrameException) {
        return new BackendException(
            at
                + " does not speak AMQP 0-9-1 in plain text ("
                + cause.getMessage()
                + "): check the port; over TLS the address begins with amqps:",
            e);
      }
      if (cause instanceof ShutdownSignalException signal) {
        BackendException said = said(address, at, tried, signal, e);
        if (said != null) {
          return said;
        }
      }
      cause = cause.getCause();
    }
    return new BackendUnavailableException(
        at + " cannot be reached for " + tried + " (" + reason(e) + ")", e);
  }

  private static @Nullable BackendException said(
      RabbitMqAddress address,
      String at,
      String tried,
      ShutdownSignalException signal,
      Exception e) {
    Method reason = signal.getReason();
    int code = 0;
    String text = "";
    if (reason instanceof AMQP.Channel.Close close) {
      code = close.getReplyCode();
      text = close.getReplyText();
    } else if (reason instanceof AMQP.Connection.Close close) {
      code = close.getReplyCode();
      text = close.getReplyText();
    }
    if (text.contains(AWAY) || text.contains(HELD_TOO_LONG)) {
      return null;
    }
    return switch (code) {
      case ACCESS_REFUSED ->
          new BackendException(
              at
                  + " denies user '"
                  + address.user()
                  + "' a permission for "
                  + tried
                  + ": "
                  + text
                  + "; grant it by rabbitmqctl set_permissions",
              e);
      case NOT_FOUND ->
          new BackendException(
              at
                  + " has no such queue or exchange for "
                  + tried
                  + ": "
                  + text
                  + "; create it, or set passive=false",
              e);
      case PRECONDITION_FAILED ->
          new BackendException(
              text.contains(OTHER_ARGUMENTS)
                  ? at
                      + " has it already, but otherwise, for "
                      + tried
                      + ": "
                      + text
                      + "; delete it, choose another queueName, or set passive=true"
                  : at + " refuses " + tried + ": " + text,
              e);
      case NOT_ALLOWED ->
          new BackendException(
              at
                  + " does not let user '"
                  + address.user()
                  + "' in: "
                  + text
                  + "; create the vhost, or grant the user rights on it",
              e);
      default -> null;
    };
  }

  /** The innermost message, as the outer ones say little. */
  private static String reason(Throwable e) {
    Throwable inner = e;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner.getMessage() == null ? inner.getClass().getSimpleName() : inner.getMessage();
  }
}
