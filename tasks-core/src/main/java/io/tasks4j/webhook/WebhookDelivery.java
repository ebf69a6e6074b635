package io.tasks4j.webhook;

/**
 * The payload of a webhook's task: neither address nor secret, which the sending process knows.
 *
 * @param endpoint name of the endpoint
 * @param type what happened, such as {@code task.succeeded}
 * @param body the JSON that is sent
 */
record WebhookDelivery(String endpoint, String type, String body) {}
