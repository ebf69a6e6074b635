package io.tasks4j.rabbitmq;

import io.tasks4j.backend.TaskBackend;
import io.tasks4j.tck.StopPoint;

/** Stopped at what it asks of its store. */
class StoreStopTest extends StopTest {
  @Override
  protected int stride() {
    return 7;
  }

  @Override
  protected TaskBackend process(StopPoint point) {
    return opened(
        RabbitMqBackend.open(TestRabbit.address(), config(), point.calls(opened(store()))));
  }
}
