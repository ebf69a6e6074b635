package io.tasks4j.webhook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A server that takes webhooks, and answers 200 or what it was told to. */
final class Receiver implements AutoCloseable {
  /** What it was sent. */
  record Request(String line, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.get(name);
    }
  }

  private final ServerSocket server;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final AtomicInteger count = new AtomicInteger();

  Receiver() {
    this(plain());
  }

  Receiver(ServerSocket server) {
    this.server = server;
    Thread thread = new Thread(this::serve, "receiver");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  int count() {
    return count.get();
  }

  void answer(int status, Map<String, String> headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Said\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    answers.add(head + "\r\n");
  }

  void raw(String answer) {
    answers.add(answer);
  }

  void drip() {
    answers.add("drip");
  }

  void flood() {
    answers.add("flood");
  }

  Request next() {
    try {
      Request request = requests.poll(30, TimeUnit.SECONDS);
      if (request == null) {
        throw new AssertionError("no request came");
      }
      return request;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerSocket plain() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        serve(socket);
      } catch (IOException e) {
        // The sender went away, or the test is over.
      }
    }
  }

  private void serve(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return;
      }
      head.write(next);
    }
    List<String> lines = List.of(head.toString(StandardCharsets.US_ASCII).split("\r\n", -1));
    Map<String, String> headers = new TreeMap<>();
    for (String line : lines.subList(1, lines.size() - 2)) {
      String[] parts = line.split(": ", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.get("content-length")));
    count.incrementAndGet();
    String text = new String(body, StandardCharsets.UTF_8);
    requests.add(new Request(lines.get(0), headers, text));
    OutputStream out = socket.getOutputStream();
    String answer = answers.poll();
    if (answer == null) {
      answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    }
    if (answer.equals("drip") || answer.equals("flood")) {
      out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
      while (true) {
        out.write('x');
        out.flush();
        LockSupport.parkNanos(answer.equals("drip") ? 20_000_000 : 0);
      }
    }
    out.write(answer.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
