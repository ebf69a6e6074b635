package io.tasks4j.webhook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One HTTP/1.1 POST to addresses that were checked. Thread-safe.
 *
 * <p>Not {@code java.net.http}: that looks a name up by itself, so what was checked may not be what
 * is connected to; and given an address instead, it asks for a certificate of the address. Here the
 * socket is connected to the checked address, and TLS is told the name. Of the answer only the
 * status and the headers are read, at most 16 KiB, and the connection is closed. No proxy is used.
 */
final class HttpPost {
  /** The status of an answer, and its headers by lower-case name. */
  record Answer(int status, Map<String, String> headers) {}

  private static final int MOST_HEAD_BYTES = 16 * 1024;
  private static final int MOST_INTERIM = 5;

  private final AddressGuard guard;
  private final Duration timeout;
  private final SSLSocketFactory tls;
  private final ScheduledThreadPoolExecutor deadlines;

  HttpPost(AddressGuard guard, Duration timeout, SSLSocketFactory tls) {
    this.guard = guard;
    this.timeout = timeout;
    this.tls = tls;
    this.deadlines =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "tasks4j-webhooks");
              thread.setDaemon(true);
              return thread;
            });
    deadlines.setRemoveOnCancelPolicy(true);
    // No thread while nothing is sent.
    deadlines.setKeepAliveTime(10, TimeUnit.SECONDS);
    deadlines.allowCoreThreadTimeOut(true);
  }

  /**
   * Sends {@code body} and waits for an answer, within the timeout.
   *
   * @throws RefusedAddressException when the host must not be connected to
   */
  Answer send(URI uri, Map<String, String> headers, byte[] body) throws IOException {
    check(uri);
    String host = host(uri);
    IOException failed = null;
    long end = System.nanoTime() + timeout.toNanos();
    for (InetAddress address : guard.addresses(host)) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        break;
      }
      try {
        return send(new InetSocketAddress(address, port(uri)), uri, headers, body, left);
      } catch (IOException e) {
        if (failed != null) {
          e.addSuppressed(failed);
        }
        failed = e;
      }
    }
    throw failed != null ? failed : new IOException(host + " did not answer within " + timeout);
  }

  /** Refuses what no webhook goes to, whoever asks for it. */
  void check(URI uri) throws RefusedAddressException {
    boolean https = "https".equalsIgnoreCase(uri.getScheme());
    boolean http = "http".equalsIgnoreCase(uri.getScheme());
    if (uri.getHost() == null || !(https || http) || uri.getRawUserInfo() != null) {
      throw new RefusedAddressException(
          "a webhook goes to an https address with a host and without a user");
    }
    if (http && !guard.isAllowedByName(host(uri))) {
      throw new RefusedAddressException(
          "a webhook to '"
              + host(uri)
              + "' must use https, as the host is not allowed as internal");
    }
  }

  private Answer send(
      InetSocketAddress address, URI uri, Map<String, String> headers, byte[] body, long millis)
      throws IOException {
    try (Socket socket = new Socket(Proxy.NO_PROXY)) {
      // Closes under whatever blocks, so an answer that drips in ends too.
      AtomicBoolean late = new AtomicBoolean();
      Runnable end =
          () -> {
            late.set(true);
            close(socket);
          };
      Future<?> deadline = deadlines.schedule(end, millis, TimeUnit.MILLISECONDS);
      try {
        socket.connect(address, (int) millis);
        try (Socket talk = "https".equalsIgnoreCase(uri.getScheme()) ? tls(socket, uri) : socket) {
          OutputStream out = talk.getOutputStream();
          out.write(head(uri, headers, body.length));
          out.write(body);
          out.flush();
          return answer(talk.getInputStream());
        }
      } catch (IOException e) {
        throw late.get() ? new IOException(host(uri) + " did not answer within " + timeout, e) : e;
      } finally {
        deadline.cancel(false);
      }
    }
  }

  private Socket tls(Socket socket, URI uri) throws IOException {
    SSLSocket secure = (SSLSocket) tls.createSocket(socket, host(uri), port(uri), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }

  private static byte[] head(URI uri, Map<String, String> headers, int length) {
    // A URI may hold letters that HTTP does not, which are sent as their percent-encoded UTF-8.
    URI ascii = URI.create(uri.toASCIIString());
    String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    String query = ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery();
    StringBuilder head = new StringBuilder();
    head.append("POST ").append(path).append(query).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(uri.getHost());
    if (uri.getPort() >= 0) {
      head.append(':').append(uri.getPort());
    }
    head.append("\r\nContent-Length: ").append(length).append("\r\nConnection: close\r\n");
    new TreeMap<>(headers)
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static Answer answer(InputStream in) throws IOException {
    for (int i = 0; i < MOST_INTERIM; i++) {
      Answer answer = parse(readHead(in));
      if (answer.status() >= 200) {
        return answer;
      }
    }
    throw new IOException("no answer but interim ones");
  }

  private static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int end = 0;
    while (end < 4) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended before an answer");
      }
      head.write(next);
      if (head.size() > MOST_HEAD_BYTES) {
        throw new IOException(
            "the head of the answer is longer than " + MOST_HEAD_BYTES + " bytes");
      }
      end = next == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : next == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static Answer parse(String head) throws IOException {
    List<String> lines = List.of(head.split("\r\n", -1));
    if (!lines.get(0).matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
      throw new IOException("the answer is no HTTP/1.1");
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return new Answer(Integer.parseInt(lines.get(0).substring(9, 12)), headers);
  }

  private static String host(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is given up anyway.
    }
  }
}
