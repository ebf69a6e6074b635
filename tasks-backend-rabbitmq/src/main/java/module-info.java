/** The store {@code amqp:}: RabbitMQ for the messages, and another store for all else. */
module io.tasks4j.rabbitmq {
  requires static transitive org.jspecify;
  requires transitive io.tasks4j.core;
  requires com.rabbitmq.client;
  requires org.slf4j;

  exports io.tasks4j.rabbitmq;

  provides io.tasks4j.backend.TaskBackendProvider with
      io.tasks4j.rabbitmq.RabbitMqBackendProvider;
}
