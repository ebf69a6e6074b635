package io.tasks4j.benchmarks.compare;

import com.rabbitmq.client.Channel;
import io.tasks4j.benchmarks.RawRabbitMq;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Plain amqp-client: confirms for each message or batch, one consumer, each message acknowledged.
 */
public final class RawRabbitMqContender extends Contender {
  private static final byte[] PAYLOAD =
      ("{\"text\":\"" + TEXT + "\"}").getBytes(StandardCharsets.UTF_8);
  private static final List<byte[]> ONE = List.of(PAYLOAD);
  private static final List<byte[]> MANY = Collections.nCopies(BATCH, PAYLOAD);

  private @Nullable RawRabbitMq raw;
  private @Nullable Channel idle;

  public static void main(String[] args) throws IOException {
    new RawRabbitMqContender().serve();
  }

  private RawRabbitMq raw() {
    return Objects.requireNonNull(raw, "not open");
  }

  @Override
  protected void open(String address) throws Exception {
    raw = new RawRabbitMq(address.substring(0, address.indexOf('?')), "bench");
  }

  @Override
  protected synchronized void enqueue() throws Exception {
    raw().publish(ONE);
  }

  @Override
  protected boolean enqueueBatch() throws Exception {
    raw().publish(MANY);
    return true;
  }

  @Override
  protected long drain(int count, int concurrency, int millis) throws Exception {
    if (millis > 0) {
      throw new UnsupportedOperationException("the raw loop runs no bodies");
    }
    long start = System.nanoTime();
    raw().consume(count, BATCH);
    return System.nanoTime() - start;
  }

  @Override
  protected boolean startIdle() throws IOException {
    idle = raw().listen(this::begun);
    return true;
  }

  @Override
  protected void stopIdle() throws Exception {
    Objects.requireNonNull(idle, "not started").close();
  }

  @Override
  protected void close() throws IOException {
    raw().close();
  }
}
