package io.tasks4j.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;

/**
 * Names by OpenTelemetry's semantic conventions for messaging, as of their version 1.37, and our
 * own for what these have no word for. Written out here: the artifact that has them is not stable.
 */
final class SpanNames {
  static final String CREATE = "create";
  static final String SEND = "send";
  static final String PROCESS = "process";

  static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.name");
  static final AttributeKey<String> OPERATION_TYPE =
      AttributeKey.stringKey("messaging.operation.type");
  static final AttributeKey<String> DESTINATION =
      AttributeKey.stringKey("messaging.destination.name");
  static final AttributeKey<String> MESSAGE_ID = AttributeKey.stringKey("messaging.message.id");
  static final AttributeKey<Long> BODY_SIZE = AttributeKey.longKey("messaging.message.body.size");
  static final AttributeKey<Long> BATCH_COUNT =
      AttributeKey.longKey("messaging.batch.message_count");
  static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  static final AttributeKey<String> TASK_NAME = AttributeKey.stringKey("tasks4j.task.name");
  static final AttributeKey<Long> TASK_ATTEMPT = AttributeKey.longKey("tasks4j.task.attempt");

  private SpanNames() {}
}
