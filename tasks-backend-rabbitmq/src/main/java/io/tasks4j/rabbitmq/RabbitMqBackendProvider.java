package io.tasks4j.rabbitmq;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackendProvider;
import io.tasks4j.backend.TaskBackends;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens {@code amqp://user:password@host:5672/vhost?store=sqlite:tasks.db}, over TLS {@code
 * amqps://…}. The value of {@code store} is the percent-encoded address of a backend.
 */
public final class RabbitMqBackendProvider implements TaskBackendProvider {
  private static final Logger LOG = LoggerFactory.getLogger(RabbitMqBackendProvider.class);
  private static final String[] STORE_SETTINGS = {
    "finishedAge", "finishedCount", "deadAge", "deadCount", "maxDeliveries", "ageing"
  };

  @Override
  public Set<String> schemes() {
    return Set.of("amqp", "amqps");
  }

  @Override
  public TaskBackend open(BackendUri uri) {
    RabbitMqAddress address = RabbitMqAddress.from(uri);
    RabbitMqConfig config = RabbitMqConfig.from(uri);
    BackendSettings ignored = BackendSettings.from(uri);
    Optional<String> given = uri.text("store");
    String store = address(uri, given.orElse("memory:"));
    uri.checkAllRead();
    if (given.isEmpty()) {
      LOG.warn(
          "no setting 'store': what becomes of tasks is kept in the memory of this process,"
              + " which must be the only one on these queues; give store=sqlite:FILE or another"
              + " backend's address to share and keep it");
    }
    TaskBackend opened = TaskBackends.open(store);
    try {
      return RabbitMqBackend.open(address, config, opened);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** The store's address, with the settings that it shares with all backends. */
  private static String address(BackendUri uri, String store) {
    StringBuilder address = new StringBuilder(store);
    for (String name : STORE_SETTINGS) {
      uri.text(name)
          .ifPresent(
              value ->
                  address
                      .append(address.indexOf("?") < 0 ? '?' : '&')
                      .append(name)
                      .append('=')
                      .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    }
    return address.toString();
  }
}
