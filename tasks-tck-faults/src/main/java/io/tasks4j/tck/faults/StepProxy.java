package io.tasks4j.tck.faults;

import io.tasks4j.tck.StopPoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A link on which each thing that is sent to the server is a step, and which is cut for good at
 * one: before it is passed on, or when the server has answered it.
 */
public final class StepProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final StopPoint point;
  private final boolean answered;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /**
   * A link to a server of this machine.
   *
   * @param answered whether the server answers everything at once; if not, it has what was sent
   *     before the link is cut, as an end comes behind what was sent
   */
  public StepProxy(int target, StopPoint point, boolean answered) throws IOException {
    this.target = target;
    this.point = point;
    this.answered = answered;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    sockets.forEach(StepProxy::close);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (point.isStopped()) {
          client.close();
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        AtomicBoolean last = new AtomicBoolean();
        start(() -> send(client, server, last));
        start(() -> answer(server, client, last));
      } catch (IOException e) {
        // Closed, or the server is away: the client sees an end.
      }
    }
  }

  private void send(Socket client, Socket server, AtomicBoolean last) {
    byte[] buffer = new byte[65_536];
    try {
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      for (int n; (n = in.read(buffer)) >= 0; ) {
        if (point.stopsBefore()) {
          break;
        }
        if (point.stopsAfter()) {
          if (answered) {
            last.set(true);
          } else {
            point.stop();
          }
        }
        out.write(buffer, 0, n);
        out.flush();
        if (point.isStopped()) {
          break;
        }
      }
    } catch (IOException e) {
      // One end is gone, and with it the link.
    }
    end(client, server);
  }

  private void answer(Socket server, Socket client, AtomicBoolean last) {
    byte[] buffer = new byte[65_536];
    try {
      InputStream in = server.getInputStream();
      OutputStream out = client.getOutputStream();
      for (int n; (n = in.read(buffer)) >= 0; ) {
        if (last.get()) {
          point.stop();
        }
        if (point.isStopped()) {
          break;
        }
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      // One end is gone, and with it the link.
    }
    end(client, server);
  }

  /** Of this link, and of all when the process is stopped. */
  private void end(Socket client, Socket server) {
    close(client);
    close(server);
    if (point.isStopped()) {
      sockets.forEach(StepProxy::close);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  private static void start(Runnable body) {
    Thread thread = new Thread(body, "step-proxy");
    thread.setDaemon(true);
    thread.start();
  }
}
