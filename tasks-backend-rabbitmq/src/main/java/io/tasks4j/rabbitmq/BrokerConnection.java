package io.tasks4j.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the broker, opened when it is needed and again after it broke. Thread-safe.
 *
 * <p>The client's own recovery is off: it covers neither the first connection nor a channel, and
 * brings channels back whose delivery tags mean something else.
 */
final class BrokerConnection implements AutoCloseable {
  /** After a failure, how long calls fail at once, so that many threads don't queue up here. */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final RabbitMqAddress address;
  private final ConnectionFactory factory;
  private final String name;
  private final HoldingSocket.Factory holding = new HoldingSocket.Factory();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private @Nullable Connection connection;
  private @Nullable BackendException failure;
  private long failedAt;
  private volatile @Nullable String blocked;
  private volatile boolean closed;

  BrokerConnection(RabbitMqAddress address, RabbitMqConfig config, String use) {
    this.address = address;
    this.name = config.connectionName() + " " + use;
    this.factory = new ConnectionFactory();
    factory.setHost(address.host());
    factory.setPort(address.port());
    factory.setUsername(address.user());
    factory.setPassword(address.password());
    factory.setVirtualHost(address.vhost());
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    int millis = (int) config.connectTimeout().toMillis();
    factory.setConnectionTimeout(millis);
    factory.setHandshakeTimeout(millis);
    factory.setChannelRpcTimeout((int) config.confirmTimeout().toMillis());
    factory.setShutdownTimeout(millis);
    factory.setRequestedHeartbeat((int) config.heartbeat().toSeconds());
    // By default the client closes the connection over a message of 64 MiB, which then comes again.
    factory.setMaxInboundMessageBodySize(RabbitMqConfig.LARGEST_MESSAGE);
    // Deliveries are handled where they are read: the answer to a cancel comes after them then.
    factory.setSharedExecutor(new InlineExecutor());
    factory.setThreadFactory(
        task -> {
          Thread thread = new Thread(task, "tasks4j-rabbitmq-" + use);
          thread.setDaemon(true);
          return thread;
        });
    factory.setSocketConfigurator(
        socket -> {
          socket.setTcpNoDelay(true);
          sockets.removeIf(Socket::isClosed);
          sockets.add(socket);
        });
    if (!address.tls()) {
      factory.setSocketFactory(holding);
    } else {
      try {
        factory.useSslProtocol(javax.net.ssl.SSLContext.getDefault());
        factory.enableHostnameVerification();
      } catch (GeneralSecurityException e) {
        throw new BackendException("this JVM has no default TLS context", e);
      }
    }
  }

  /**
   * The connection.
   *
   * @throws BackendUnavailableException when there is none to be had now
   */
  synchronized Connection connection() {
    if (closed) {
      throw new ClosedBackendException(address.text());
    }
    if (connection != null && connection.isOpen()) {
      return connection;
    }
    if (failure != null && System.nanoTime() - failedAt < REST_NANOS) {
      throw failure;
    }
    try {
      blocked = null;
      Connection opened = factory.newConnection(name);
      opened.addBlockedListener(reason -> blocked = reason, () -> blocked = null);
      connection = opened;
      failure = null;
      return opened;
    } catch (IOException | TimeoutException e) {
      failure = BrokerErrors.translate(address, "connecting", e);
      failedAt = System.nanoTime();
      throw failure;
    }
  }

  /** Whether there is a connection now; opens none. */
  synchronized boolean isUp() {
    return connection != null && connection.isOpen();
  }

  /**
   * Refuses to publish while the broker takes nothing in, for lack of memory or disk.
   *
   * @throws BackendUnavailableException when it does so
   */
  void checkNotBlocked() {
    String reason = blocked;
    if (reason != null) {
      throw new BackendUnavailableException(
          "RabbitMQ at " + address.text() + " takes no messages at present: " + reason, null);
    }
  }

  /**
   * Holds back what is written from now on, or sends it; over TLS nothing is held back.
   *
   * @throws IOException when it cannot be sent
   */
  void hold(boolean on) throws IOException {
    holding.hold(on);
  }

  RabbitMqAddress address() {
    return address;
  }

  BackendException failure(String tried, Exception e) {
    return closed
        ? new ClosedBackendException(address.text())
        : BrokerErrors.translate(address, tried, e);
  }

  boolean isClosed() {
    return closed;
  }

  /** Ends a connection that hangs in a write, which nothing else can. */
  void cut() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is given up anyway.
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    Connection last;
    synchronized (this) {
      last = connection;
      connection = null;
    }
    if (last != null) {
      last.abort(1_000);
    }
    cut();
  }
}
