package io.tasks4j.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmCallback;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownListener;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Two messages are sent while the broker confirms what it has, and then the channel breaks: what
 * became of each is known, and the room of each is free again, once.
 */
@JCStressTest
@Outcome(id = "false, 2", expect = Expect.ACCEPTABLE, desc = "all is known")
@Outcome(expect = Expect.FORBIDDEN, desc = "in doubt for ever, or room lost or doubled")
@State
public class ConfirmChannelRace {
  private static final ShutdownSignalException BROKEN =
      new ShutdownSignalException(true, false, null, null);
  private static final OutgoingMessage MESSAGE =
      new OutgoingMessage(
          "q", new AMQP.BasicProperties.Builder().messageId("a").build(), new byte[] {'1'});

  private final PublishBatch batch = new PublishBatch(2);
  private final ConfirmChannel channel;
  private volatile boolean open = true;
  private volatile long sent;
  private ConfirmCallback confirmed = (number, multiple) -> {};
  private ShutdownListener broken = cause -> {};

  public ConfirmChannelRace() {
    try {
      channel = new ConfirmChannel(stub(Connection.class), 2);
      boolean ignored = channel.hasRoom() && channel.hasRoom();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> T stub(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, given) -> answer(method.getName(), given)));
  }

  private Object answer(String method, Object[] given) {
    switch (method) {
      case "createChannel":
        return stub(Channel.class);
      case "getNextPublishSeqNo":
        return sent + 1;
      case "isOpen":
        return open;
      case "basicPublish":
        sent++;
        return null;
      case "addConfirmListener":
        confirmed = (ConfirmCallback) given[0];
        return null;
      case "addShutdownListener":
        broken = (ShutdownListener) given[0];
        return null;
      default:
        return null;
    }
  }

  @Actor
  public void publisher() {
    channel.send(batch, 0, "", MESSAGE);
    channel.send(batch, 1, "", MESSAGE);
  }

  /** The thread that reads what comes from the broker. */
  @Actor
  public void connection() {
    try {
      confirmed.handle(sent, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open = false;
    broken.shutdownCompleted(BROKEN);
  }

  @Arbiter
  public void look(ZI_Result result) {
    result.r1 = batch.isOpen();
    while (channel.hasRoom()) {
      result.r2++;
    }
  }
}
