import com.rabbitmq.client.ConnectionFactory;
import io.tasks4j.benchmarks.compare.Contender;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import com.rabbitmq.client.Channel;

/**
 * Spring AMQP: a queue with priorities, persistent messages, publisher confirms, and a listener
 * container with one consumer for each unit of concurrency, whose messages are acknowledged once
 * the listener has returned.
 */
public final class SpringAmqpPeer extends Contender {
  private static final String QUEUE = "bench";
  private static final byte[] BODY =
      ("{\"text\":\"" + TEXT + "\"}").getBytes(StandardCharsets.UTF_8);
  private static final int PREFETCH = 100;
  private static final long CONFIRM_MILLIS = 60_000;

  private CachingConnectionFactory factory;
  private RabbitTemplate template;
  private SimpleMessageListenerContainer idle;

  public static void main(String[] args) throws Exception {
    new SpringAmqpPeer().serve();
  }

  @Override
  protected void open(String address) throws Exception {
    URI uri = URI.create(address);
    ConnectionFactory client = new ConnectionFactory();
    client.setHost(uri.getHost());
    client.setPort(uri.getPort());
    factory = new CachingConnectionFactory(client);
    factory.setPublisherConfirmType(CachingConnectionFactory.ConfirmType.SIMPLE);
    template = new RabbitTemplate(factory);
    try (Connection connection = factory.createConnection();
        Channel channel = connection.createChannel(false)) {
      channel.queueDeclare(QUEUE, true, false, false, Map.of("x-max-priority", 9));
    }
  }

  private void send(int count) {
    template.invoke(
        operations -> {
          for (int i = 0; i < count; i++) {
            operations.convertAndSend("", QUEUE, BODY);
          }
          operations.waitForConfirmsOrDie(CONFIRM_MILLIS);
          return null;
        });
  }

  @Override
  protected void enqueue() {
    send(1);
  }

  @Override
  protected boolean enqueueBatch() {
    send(BATCH);
    return true;
  }

  private SimpleMessageListenerContainer listen(int concurrency, Consumer<byte[]> body) {
    SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(factory);
    container.setQueueNames(QUEUE);
    container.setConcurrentConsumers(concurrency);
    container.setPrefetchCount(PREFETCH);
    container.setMessageListener(message -> body.accept(message.getBody()));
    container.afterPropertiesSet();
    container.start();
    return container;
  }

  private static void stop(SimpleMessageListenerContainer container) {
    container.stop();
    container.destroy();
  }

  @Override
  protected long drain(int count, int concurrency, int millis) throws Exception {
    CountDownLatch left = new CountDownLatch(count);
    long start = System.nanoTime();
    SimpleMessageListenerContainer container =
        listen(
            concurrency,
            body -> {
              work(millis);
              left.countDown();
            });
    boolean done = left.await(120, TimeUnit.SECONDS);
    long nanos = System.nanoTime() - start;
    stop(container);
    if (!done) {
      throw new IllegalStateException(left.getCount() + " of " + count + " not run in 2 minutes");
    }
    return nanos;
  }

  @Override
  protected boolean startIdle() {
    idle = listen(4, body -> begun());
    return true;
  }

  @Override
  protected void stopIdle() {
    stop(idle);
  }

  @Override
  protected void close() {
    factory.destroy();
  }
}
