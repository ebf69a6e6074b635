package io.tasks4j.webhook;

import java.net.URI;
import java.util.Set;

/**
 * Where webhooks go.
 *
 * @param uri checked; its path may hold a token, so only the host is ever shown
 * @param taskNames whose ends are told; empty means all
 */
record WebhookEndpoint(URI uri, WebhookSignature signature, Set<String> taskNames) {
  boolean wants(String taskName) {
    return taskNames.isEmpty() || taskNames.contains(taskName);
  }

  @Override
  public String toString() {
    return "Endpoint[" + uri.getHost() + "]";
  }
}
