package io.tasks4j.rabbitmq;

import com.rabbitmq.client.AMQP;

/** A message to be published. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OutgoingMessage(String key, AMQP.BasicProperties properties, byte[] body) {}
