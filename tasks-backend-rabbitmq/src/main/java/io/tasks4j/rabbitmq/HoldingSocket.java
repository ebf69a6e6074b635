package io.tasks4j.rabbitmq;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A socket that can hold back what is written, to send it in one piece: the client flushes after
 * each message, which costs a system call and wakes the broker each time.
 */
final class HoldingSocket extends Socket {
  /** Small enough that the broker is at work on the first messages while the rest is written. */
  private static final int BUFFER = 8 * 1024;

  private @Nullable Held out;

  /** Makes sockets of this kind, the latest of which can be held. */
  static final class Factory extends SocketFactory {
    private volatile @Nullable HoldingSocket latest;

    /** Holds back what is written from now on, or sends it. */
    void hold(boolean on) throws IOException {
      HoldingSocket socket = latest;
      Held held = socket == null ? null : socket.held();
      if (held != null) {
        held.hold(on);
      }
    }

    @Override
    public Socket createSocket() {
      HoldingSocket socket = new HoldingSocket();
      latest = socket;
      return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException("the client connects by itself");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException("the client connects by itself");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException("the client connects by itself");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException("the client connects by itself");
    }
  }

  @Override
  public synchronized OutputStream getOutputStream() throws IOException {
    if (out == null) {
      out = new Held(super.getOutputStream());
    }
    return out;
  }

  private synchronized @Nullable Held held() {
    return out;
  }

  /** Other threads write too, heartbeats for one. */
  private static final class Held extends BufferedOutputStream {
    private boolean holding;

    Held(OutputStream to) {
      super(to, BUFFER);
    }

    synchronized void hold(boolean on) throws IOException {
      holding = on;
      if (!on) {
        super.flush();
      }
    }

    @Override
    public synchronized void flush() throws IOException {
      if (!holding) {
        super.flush();
      }
    }
  }
}
