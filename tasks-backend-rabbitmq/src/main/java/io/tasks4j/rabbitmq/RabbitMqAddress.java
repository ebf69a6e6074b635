package io.tasks4j.rabbitmq;

import io.tasks4j.backend.BackendUri;
import java.util.OptionalInt;

/**
 * Where a broker is: {@code //user:password@host:port/vhost}.
 *
 * <p>The vhost is {@code /} when nothing or only a slash follows the host: on the wire a slash
 * alone would be the vhost of the empty name, which hardly any broker has.
 */
record RabbitMqAddress(
    boolean tls, String host, int port, String user, String password, String vhost) {
  private static final String EXAMPLE =
      "a RabbitMQ address is like amqp://user:password@host:5672/vhost?store=sqlite:tasks.db: ";

  static RabbitMqAddress from(BackendUri uri) {
    boolean tls = uri.scheme().equals("amqps");
    String rest = uri.rest();
    check(rest.startsWith("//"), "it begins with " + uri.scheme() + "://");
    int slash = rest.indexOf('/', 2);
    String authority = rest.substring(2, slash < 0 ? rest.length() : slash);
    String path = slash < 0 ? "" : rest.substring(slash + 1);
    check(path.indexOf('/') < 0, "a slash inside the vhost is written %2F");
    check(path.indexOf('@') < 0, "an @ inside the vhost is written %40, a slash in a password %2F");
    int at = authority.lastIndexOf('@');
    String info = at < 0 ? "" : authority.substring(0, at);
    int colon = info.indexOf(':');
    check(at < 0 || colon > 0, "before the @ stands user:password");
    String node = authority.substring(at + 1);
    int portColon = node.lastIndexOf(':');
    boolean noPort = portColon < 0 || node.endsWith("]");
    String host = noPort ? node : node.substring(0, portColon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    check(!host.isEmpty() && host.indexOf(',') < 0, "it names one host");
    OptionalInt port = noPort ? OptionalInt.of(tls ? 5671 : 5672) : port(node, portColon);
    check(port.isPresent(), "the port is a number");
    return new RabbitMqAddress(
        tls,
        host,
        port.getAsInt(),
        at < 0 ? "guest" : decoded(info.substring(0, colon)),
        at < 0 ? "guest" : decoded(info.substring(colon + 1)),
        path.isEmpty() ? "/" : decoded(path));
  }

  /** Without user and password, for messages. */
  String text() {
    return host + ":" + port + " (vhost '" + vhost + "')";
  }

  /** Not the generated one, which would show the password. */
  @Override
  public String toString() {
    return text();
  }

  private static OptionalInt port(String node, int colon) {
    String text = node.substring(colon + 1);
    boolean number = text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65_535;
    return number ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
  }

  private static String decoded(String text) {
    // In this part of an address a plus is a plus.
    return BackendUri.decoded("user, password or vhost", text.replace("+", "%2B"));
  }

  /** Never with the address itself: it may hold a password. */
  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(EXAMPLE + rule);
    }
  }
}
