package io.tasks4j.tck.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A link that a test can cut, or that loses answers. */
public final class TcpProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger answersToLose = new AtomicInteger();
  private final AtomicLong passed = new AtomicLong();
  private volatile boolean swallowing;
  private volatile boolean swallowingAnswers;

  public TcpProxy(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Cuts the link of the next commands instead of passing on their answers. */
  public void loseAnswers(int count) {
    answersToLose.set(count);
  }

  /** Lets nothing through in either direction, and closes nothing. */
  public void swallow(boolean on) {
    swallowing = on;
  }

  /** Lets nothing through that comes from the server, and closes nothing. */
  public void swallowAnswers(boolean on) {
    swallowingAnswers = on;
  }

  /** How many bytes it has passed on so far, in both directions. */
  public long passed() {
    return passed.get();
  }

  public void cut() {
    sockets.forEach(TcpProxy::close);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        start(() -> pump(client, server, false));
        start(() -> pump(server, client, true));
      } catch (IOException e) {
        // Closed, or the server is away: the client sees an end.
      }
    }
  }

  private void pump(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[65_536];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int n; (n = in.read(buffer)) >= 0; ) {
        if (swallowing || (answers && swallowingAnswers)) {
          continue;
        }
        if (answers && answersToLose.getAndUpdate(left -> Math.max(left - 1, 0)) > 0) {
          break;
        }
        out.write(buffer, 0, n);
        out.flush();
        passed.addAndGet(n);
      }
    } catch (IOException e) {
      // One end is gone, and with it the link.
    }
    close(from);
    close(to);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  private static void start(Runnable body) {
    Thread thread = new Thread(body, "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }
}
