/** For applications: a task backend on RabbitMQ. */
@NullMarked
package io.tasks4j.rabbitmq;

import org.jspecify.annotations.NullMarked;
