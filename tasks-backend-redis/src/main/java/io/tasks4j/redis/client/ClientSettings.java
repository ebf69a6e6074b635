package io.tasks4j.redis.client;

import java.time.Duration;

/**
 * How a client of our own connects.
 *
 * @param name what the server's operators see
 * @param connections at most so many
 * @param connect how long opening a connection may take, at most an hour
 * @param read how long one answer may take, at most an hour
 * @param borrow how long a call waits for a connection while all are in use
 */
public record ClientSettings(
    String name, int connections, Duration connect, Duration read, Duration borrow) {}
