package io.tasks4j.dashboard;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a {@link Dashboard} from a port of its own, by the JDK's {@code jdk.httpserver}.
 * Thread-safe. All its threads are daemons.
 *
 * <p>It speaks plain HTTP. On an address that other hosts reach, put a proxy with TLS before it.
 *
 * <p>Slow or silent clients are cut off by settings that the JDK reads once for all its servers,
 * when the first is made: {@code sun.net.httpserver.maxReqTime} (10 s), {@code maxRspTime} (60 s)
 * and {@code nodelay}. This class sets them where nobody has.
 */
public final class DashboardServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DashboardServer.class);

  /** So many requests are worked on at once; clients that send slowly count among them. */
  private static final int THREADS = 32;

  private static final int MOST_WAITING = 256;
  private static final int BACKLOG = 64;
  private static final int MOST_BODY_BYTES = 256 * 1024;

  static {
    setUnlessSet("sun.net.httpserver.maxReqTime", "10");
    setUnlessSet("sun.net.httpserver.maxRspTime", "60");
    // Otherwise an answer on an open connection waits up to 40 ms for an acknowledgement.
    setUnlessSet("sun.net.httpserver.nodelay", "true");
  }

  private final Dashboard dashboard;
  private final HttpServer server;
  private final String name;
  private final ThreadPoolExecutor threads;

  private DashboardServer(Dashboard dashboard, HttpServer server, String name) {
    this.dashboard = dashboard;
    this.server = server;
    this.name = name;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            DashboardServer::thread,
            // What is not taken up is cut off like what is sent too slowly.
            new ThreadPoolExecutor.DiscardPolicy());
    threads.allowCoreThreadTimeOut(true);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
  }

  /**
   * Serves from a port of this machine that other hosts cannot reach.
   *
   * @param port 0 for any that is free
   * @throws UncheckedIOException when the port is taken
   */
  public static DashboardServer start(Dashboard dashboard, int port) {
    return start(dashboard, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /**
   * Serves from an address.
   *
   * @throws IllegalArgumentException when other hosts reach it and the dashboard lets anybody in
   * @throws UncheckedIOException when the address cannot be had
   */
  public static DashboardServer start(Dashboard dashboard, InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    if (ip == null) {
      throw new IllegalArgumentException("there is no host " + address.getHostString());
    }
    if (!ip.isLoopbackAddress() && dashboard.isOpenToAnybody()) {
      throw new IllegalArgumentException(
          "other hosts reach "
              + address
              + ", so the dashboard needs an authenticator; or serve it from 127.0.0.1");
    }
    try {
      DashboardServer started =
          new DashboardServer(
              dashboard,
              HttpServer.create(address, BACKLOG),
              address.getHostString().toLowerCase(Locale.ROOT));
      // The server's own thread is a daemon when it is started by one.
      Thread starter = thread(started.server::start);
      starter.start();
      starter.join();
      LOG.info("the dashboard is at {}", started.uri());
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot serve from " + address + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the dashboard was started", e);
    }
  }

  /** Where it is. */
  public URI uri() {
    InetSocketAddress address = server.getAddress();
    String host = address.getAddress().isAnyLocalAddress() ? "localhost" : literal(address);
    return URI.create("http://" + host + ":" + address.getPort() + "/");
  }

  /** Stops serving at once; may be called twice. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static String literal(InetSocketAddress address) {
    String text = address.getAddress().getHostAddress();
    return text.contains(":") ? "[" + text + "]" : text;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "tasks4j-dashboard");
    thread.setDaemon(true);
    return thread;
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      DashboardResponse response = answer(exchange);
      response.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] body = response.body().bytes();
      boolean bare = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
      }
      exchange.sendResponseHeaders(response.status(), bare ? -1 : body.length);
      if (!bare) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    } catch (IOException e) {
      LOG.debug("a client of the dashboard went away", e);
    }
  }

  private DashboardResponse answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY_BYTES + 1);
    URI uri = exchange.getRequestURI();
    String path = uri.getRawPath();
    DashboardRequest request =
        new DashboardRequest(
            exchange.getRequestMethod(),
            "",
            path == null || !path.startsWith("/") ? "/" : path,
            uri.getRawQuery() == null ? "" : uri.getRawQuery(),
            false,
            Map.copyOf(exchange.getRequestHeaders()),
            body.length > MOST_BODY_BYTES ? "" : new String(body, StandardCharsets.UTF_8));
    if (body.length > MOST_BODY_BYTES) {
      return dashboard.refuse(
          request,
          new RefusedRequest(413, "a body may have " + MOST_BODY_BYTES + " bytes at most"));
    }
    String host = HostNames.name(request.header("Host").orElse(""));
    if (dashboard.anyHost() && !HostNames.isFixed(host) && !host.equals(name)) {
      return dashboard.refuse(
          request,
          new RefusedRequest(
              421, "this dashboard does not go by the name '" + host + "'; see hosts()"));
    }
    return dashboard.handle(request);
  }
}
