package io.tasks4j.rabbitmq;

import static io.tasks4j.rabbitmq.Fixtures.claim;
import static io.tasks4j.rabbitmq.Fixtures.ids;
import static io.tasks4j.rabbitmq.Fixtures.idsOf;
import static io.tasks4j.rabbitmq.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.servers.RabbitServer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker with a certificate that this test makes, for {@code localhost} alone. */
class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path folder;

  private static KeyStore keys;
  private static RabbitServer server;

  private SSLContext before;

  @BeforeAll
  static void start() throws Exception {
    Path store = folder.resolve("keys.p12");
    List<String> keytool =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "broker",
            "-keyalg",
            "RSA",
            "-dname",
            "CN=broker",
            "-ext",
            "san=dns:localhost",
            "-storetype",
            "PKCS12",
            "-storepass",
            new String(PASSWORD),
            "-keystore",
            store.toString());
    Process made =
        new ProcessBuilder(keytool)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(made.waitFor(30, TimeUnit.SECONDS));
    keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    Path certificate = pem("CERTIFICATE", keys.getCertificate("broker").getEncoded());
    Path key = pem("PRIVATE KEY", keys.getKey("broker", PASSWORD).getEncoded());
    server =
        RabbitServer.start(
            """
            listeners.ssl.1 = 127.0.0.1:{tlsPort}
            ssl_options.certfile = %s
            ssl_options.keyfile = %s
            ssl_options.verify = verify_none
            ssl_options.fail_if_no_peer_cert = false
            """
                .formatted(certificate, key));
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @BeforeEach
  void trustTheBroker() throws Exception {
    before = SSLContext.getDefault();
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("broker", keys.getCertificate("broker"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLContext.setDefault(context);
  }

  @AfterEach
  void trustAsBefore() {
    SSLContext.setDefault(before);
  }

  @Test
  void tasks_travel_over_a_link_that_is_trusted() throws Exception {
    List<TaskMessage> tasks = tasks(500);
    try (TaskBackend backend = open("amqps://localhost:" + server.tlsPort())) {
      backend.enqueue(tasks);

      assertTrue(server.control("list_connections", "ssl").contains("true"));
      assertEquals(idsOf(tasks), ids(claim(backend, 500)));
    }
  }

  @Test
  void a_certificate_that_is_not_trusted_is_an_error_that_says_so() {
    SSLContext.setDefault(before);

    BackendException e = refusal("amqps://localhost:" + server.tlsPort());

    assertFalse(e instanceof BackendUnavailableException, e::toString);
    assertTrue(e.getMessage().contains("no TLS connection that is trusted"), e::getMessage);
  }

  @Test
  void a_certificate_for_another_host_is_an_error_that_says_so() {
    BackendException e = refusal("amqps://127.0.0.1:" + server.tlsPort());

    assertFalse(e instanceof BackendUnavailableException, e::toString);
    assertTrue(e.getMessage().contains("valid for the host name"), e::getMessage);
  }

  @Test
  void tls_to_a_port_without_it_is_an_error_that_says_so() {
    BackendException e = refusal("amqps://localhost:" + server.port());

    assertFalse(e instanceof BackendUnavailableException, e::toString);
    assertTrue(e.getMessage().contains("no TLS connection"), e::getMessage);
  }

  @Test
  void plain_text_to_a_port_of_tls_is_an_error_that_asks_for_the_scheme() {
    BackendException e = refusal("amqp://localhost:" + server.tlsPort());

    assertFalse(e instanceof BackendUnavailableException, e::toString);
    assertTrue(e.getMessage().contains("amqps:"), e::getMessage);
  }

  private static TaskBackend open(String address) {
    return RabbitMqBackend.open(address, TestRabbit.config(), new MemoryBackend());
  }

  private static BackendException refusal(String address) {
    return assertThrows(BackendException.class, () -> open(address));
  }

  private static Path pem(String what, byte[] bytes) throws Exception {
    return Files.writeString(
        folder.resolve(what + ".pem"),
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(what, Base64.getMimeEncoder().encodeToString(bytes), what));
  }
}
