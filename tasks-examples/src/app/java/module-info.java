/** An application of modules. */
module shop {
  requires io.tasks4j.core;
  requires io.tasks4j.sqlite; // or redis, or rabbitmq

  opens shop.orders to
      tools.jackson.databind; // where payloads and results are
}
