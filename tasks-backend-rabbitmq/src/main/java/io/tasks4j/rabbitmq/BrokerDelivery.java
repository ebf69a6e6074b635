package io.tasks4j.rabbitmq;

import com.rabbitmq.client.AMQP;

/** A message that the broker brought. The tag is of the consumer's present channel. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BrokerDelivery(long tag, String queue, AMQP.BasicProperties properties, byte[] body) {}
