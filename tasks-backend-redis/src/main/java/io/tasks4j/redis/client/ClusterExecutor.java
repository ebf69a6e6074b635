package io.tasks4j.redis.client;

import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.executors.CommandExecutor;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/**
 * Sends a command to the node of its slot, and follows it when the slot moves.
 *
 * <p>Unlike the executor of Jedis it never sends again what may have taken effect: whoever calls
 * does that, and tells the script so.
 */
final class ClusterExecutor implements CommandExecutor {
  private static final int MOST_REDIRECTIONS = 5;

  private final ClusterConnectionProvider nodes;

  ClusterExecutor(ClusterConnectionProvider nodes) {
    this.nodes = nodes;
  }

  @Override
  public <T> T executeCommand(CommandObject<T> command) {
    HostAndPort asked = null;
    for (int i = 0; i < MOST_REDIRECTIONS; i++) {
      try (Connection connection =
          asked == null
              ? nodes.getConnection(command.getArguments())
              : nodes.getConnection(asked)) {
        if (asked != null) {
          Object ignored = connection.executeCommand(Protocol.Command.ASKING);
        }
        asked = null;
        try {
          return connection.executeCommand(command);
        } catch (JedisMovedDataException e) {
          nodes.renewSlotCache(connection);
        } catch (JedisAskDataException e) {
          asked = e.getTargetNode();
        }
      } catch (JedisConnectionException | JedisClusterOperationException e) {
        learn();
        throw e;
      }
    }
    throw new JedisClusterOperationException("the slot moved " + MOST_REDIRECTIONS + " times");
  }

  @Override
  public void close() {
    nodes.close();
  }

  /** Another node may have taken over. */
  private void learn() {
    try {
      nodes.renewSlotCache();
    } catch (JedisException e) {
      // The error that led here says more.
    }
  }
}
