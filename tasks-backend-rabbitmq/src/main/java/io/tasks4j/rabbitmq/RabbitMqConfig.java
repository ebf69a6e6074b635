package io.tasks4j.rabbitmq;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.internal.Durations;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Settings of a {@link RabbitMqBackend}. Immutable.
 *
 * @param queueName name of the broker's queue for a queue of tasks, which {@code {queue}} stands
 *     for; default {@code tasks4j.{queue}}. Without it all queues of tasks share one of the broker
 * @param queueType classic or quorum; default classic
 * @param deliveryMode whether the broker writes messages to disk; default persistent
 * @param prefetchCount tasks that a claim takes from the broker beyond those it asks for, 0 to
 *     1,000; default 1. They are ready for every worker then, in the order of the store
 * @param exchange where tasks are published; default is the broker's own, which needs no binding
 * @param routingKey under which they are; {@code {queue}} as above; default is the queue's name
 * @param passive declares nothing: queues and exchange must be there; default false
 * @param connectTimeout how long opening a connection may take; default 2 s
 * @param confirmTimeout how long a call may wait for the broker's word that it has the messages;
 *     default 5 s
 * @param maxUnconfirmed messages sent that may await that word at once, 1 to 65,535; default 1,000
 * @param transitTimeout after which a task whose message has not arrived is handed out by the store
 *     without it; default 1 min
 * @param heartbeat after which a silent connection is given up; whole seconds, default 30 s
 * @param maxMessageBytes the largest message of another producer that is taken whole, 1 KiB to 512
 *     MiB; default 8 MiB. Of a larger one the first 64 KiB, or as much as this allows, become a
 *     dead letter
 * @param connectionName what the broker's operators see; default {@code tasks4j}
 */
public record RabbitMqConfig(
    String queueName,
    QueueType queueType,
    DeliveryMode deliveryMode,
    int prefetchCount,
    String exchange,
    Optional<String> routingKey,
    boolean passive,
    Duration connectTimeout,
    Duration confirmTimeout,
    int maxUnconfirmed,
    Duration transitTimeout,
    Duration heartbeat,
    int maxMessageBytes,
    String connectionName) {
  /** The most that a broker lets through, whatever its settings. */
  static final int LARGEST_MESSAGE = 512 << 20;

  private static final String QUEUE = "{queue}";

  /** Kinds of queues that the broker has. */
  public enum QueueType {
    /** On one node; priorities are kept by the broker too. */
    CLASSIC,
    /** Replicated over the nodes of a cluster, in the order of publishing. */
    QUORUM
  }

  /** How the broker keeps messages. */
  public enum DeliveryMode {
    /** On disk. */
    PERSISTENT,
    /** In memory: a restart of the broker loses them, and the transit timeout brings them back. */
    TRANSIENT
  }

  public RabbitMqConfig {
    if (queueName.isEmpty() || queueName.startsWith("amq.")) {
      throw new IllegalArgumentException(
          "queueName must not be empty nor begin with amq., but is '" + queueName + "'");
    }
    range("prefetchCount", prefetchCount, 0, 1_000);
    range("maxUnconfirmed", maxUnconfirmed, 1, 65_535);
    range("maxMessageBytes", maxMessageBytes, 1 << 10, LARGEST_MESSAGE);
    anHourAtMost("connectTimeout", connectTimeout);
    anHourAtMost("confirmTimeout", confirmTimeout);
    anHourAtMost("heartbeat", heartbeat);
    Durations.positive("transitTimeout", transitTimeout);
    if (heartbeat.toMillis() % 1_000 != 0) {
      throw new IllegalArgumentException("heartbeat must be whole seconds, but is " + heartbeat);
    }
  }

  /** The defaults. */
  public static RabbitMqConfig defaults() {
    return new RabbitMqConfig(
        "tasks4j." + QUEUE,
        QueueType.CLASSIC,
        DeliveryMode.PERSISTENT,
        1,
        "",
        Optional.empty(),
        false,
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        1_000,
        Duration.ofMinutes(1),
        Duration.ofSeconds(30),
        8 << 20,
        "tasks4j");
  }

  /** Reads the settings of an address; leaves the check for unknown ones to the caller. */
  static RabbitMqConfig from(BackendUri uri) {
    RabbitMqConfig d = defaults();
    return new RabbitMqConfig(
        uri.text("queueName").orElse(d.queueName),
        choice(uri, "queueType", QueueType.class, d.queueType),
        choice(uri, "deliveryMode", DeliveryMode.class, d.deliveryMode),
        uri.integer("prefetchCount", d.prefetchCount),
        uri.text("exchange").orElse(d.exchange),
        uri.text("routingKey"),
        bool(uri, "passive"),
        uri.duration("connectTimeout", d.connectTimeout),
        uri.duration("confirmTimeout", d.confirmTimeout),
        uri.integer("maxUnconfirmed", d.maxUnconfirmed),
        uri.duration("transitTimeout", d.transitTimeout),
        uri.duration("heartbeat", d.heartbeat),
        uri.integer("maxMessageBytes", d.maxMessageBytes),
        uri.text("connectionName").orElse(d.connectionName));
  }

  /** A builder that starts from the defaults. */
  public static Builder builder() {
    return defaults().toBuilder();
  }

  /** A builder that starts from these settings. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The broker's name of a queue of tasks. */
  String brokerQueue(String queue) {
    return queueName.replace(QUEUE, queue);
  }

  /** The routing key of a queue of tasks. */
  String brokerKey(String queue) {
    return routingKey.map(key -> key.replace(QUEUE, queue)).orElseGet(() -> brokerQueue(queue));
  }

  private static boolean bool(BackendUri uri, String name) {
    String value = uri.text(name).orElse("false");
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException(name + " must be true or false, but is '" + value + "'");
    }
    return value.equals("true");
  }

  private static <E extends Enum<E>> E choice(
      BackendUri uri, String name, Class<E> type, E otherwise) {
    String value = uri.text(name).orElse(otherwise.name()).toUpperCase(Locale.ROOT);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(value)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        name
            + " must be one of "
            + String.join(", ", names(type)).toLowerCase(Locale.ROOT)
            + ", but is '"
            + value.toLowerCase(Locale.ROOT)
            + "'");
  }

  private static <E extends Enum<E>> String[] names(Class<E> type) {
    E[] all = type.getEnumConstants();
    String[] names = new String[all.length];
    for (int i = 0; i < all.length; i++) {
      names[i] = all[i].name();
    }
    return names;
  }

  private static void range(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " must be from " + least + " to " + most + ", but is " + value);
    }
  }

  private static void anHourAtMost(String what, Duration time) {
    Durations.positive(what, time);
    if (time.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(what + " must be an hour or less, but is " + time);
    }
  }

  /** Collects settings; each setter is named after the one it sets. Not thread-safe. */
  public static final class Builder {
    private String queueName;
    private QueueType queueType;
    private DeliveryMode deliveryMode;
    private int prefetchCount;
    private String exchange;
    private Optional<String> routingKey;
    private boolean passive;
    private Duration connectTimeout;
    private Duration confirmTimeout;
    private int maxUnconfirmed;
    private Duration transitTimeout;
    private Duration heartbeat;
    private int maxMessageBytes;
    private String connectionName;

    private Builder(RabbitMqConfig c) {
      this.queueName = c.queueName;
      this.queueType = c.queueType;
      this.deliveryMode = c.deliveryMode;
      this.prefetchCount = c.prefetchCount;
      this.exchange = c.exchange;
      this.routingKey = c.routingKey;
      this.passive = c.passive;
      this.connectTimeout = c.connectTimeout;
      this.confirmTimeout = c.confirmTimeout;
      this.maxUnconfirmed = c.maxUnconfirmed;
      this.transitTimeout = c.transitTimeout;
      this.heartbeat = c.heartbeat;
      this.maxMessageBytes = c.maxMessageBytes;
      this.connectionName = c.connectionName;
    }

    /** See {@link RabbitMqConfig#queueName()}. */
    public Builder queueName(String value) {
      this.queueName = value;
      return this;
    }

    /** See {@link RabbitMqConfig#queueType()}. */
    public Builder queueType(QueueType value) {
      this.queueType = value;
      return this;
    }

    /** See {@link RabbitMqConfig#deliveryMode()}. */
    public Builder deliveryMode(DeliveryMode value) {
      this.deliveryMode = value;
      return this;
    }

    /** See {@link RabbitMqConfig#prefetchCount()}. */
    public Builder prefetchCount(int value) {
      this.prefetchCount = value;
      return this;
    }

    /** See {@link RabbitMqConfig#exchange()}. */
    public Builder exchange(String value) {
      this.exchange = value;
      return this;
    }

    /** See {@link RabbitMqConfig#routingKey()}. */
    public Builder routingKey(String value) {
      this.routingKey = Optional.of(value);
      return this;
    }

    /** See {@link RabbitMqConfig#passive()}. */
    public Builder passive(boolean value) {
      this.passive = value;
      return this;
    }

    /** See {@link RabbitMqConfig#connectTimeout()}. */
    public Builder connectTimeout(Duration value) {
      this.connectTimeout = value;
      return this;
    }

    /** See {@link RabbitMqConfig#confirmTimeout()}. */
    public Builder confirmTimeout(Duration value) {
      this.confirmTimeout = value;
      return this;
    }

    /** See {@link RabbitMqConfig#maxUnconfirmed()}. */
    public Builder maxUnconfirmed(int value) {
      this.maxUnconfirmed = value;
      return this;
    }

    /** See {@link RabbitMqConfig#transitTimeout()}. */
    public Builder transitTimeout(Duration value) {
      this.transitTimeout = value;
      return this;
    }

    /** See {@link RabbitMqConfig#heartbeat()}. */
    public Builder heartbeat(Duration value) {
      this.heartbeat = value;
      return this;
    }

    /** See {@link RabbitMqConfig#maxMessageBytes()}. */
    public Builder maxMessageBytes(int value) {
      this.maxMessageBytes = value;
      return this;
    }

    /** See {@link RabbitMqConfig#connectionName()}. */
    public Builder connectionName(String value) {
      this.connectionName = value;
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException when one is out of range
     */
    public RabbitMqConfig build() {
      return new RabbitMqConfig(
          queueName,
          queueType,
          deliveryMode,
          prefetchCount,
          exchange,
          routingKey,
          passive,
          connectTimeout,
          confirmTimeout,
          maxUnconfirmed,
          transitTimeout,
          heartbeat,
          maxMessageBytes,
          connectionName);
    }
  }
}
