package io.tasks4j.redis;

import static io.tasks4j.redis.Fixtures.claim;
import static io.tasks4j.redis.Fixtures.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Settlement;
import io.tasks4j.tck.faults.RedisServer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that speaks TLS, with a certificate made by the test. */
class TlsTest {
  private static final String PASSWORD = "changeit";
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";

  @TempDir static Path folder;

  private static RedisServer server;
  private static int tlsPort;
  private static String trustStoreBefore;

  @BeforeAll
  static void start() throws Exception {
    Path store = folder.resolve("server.p12");
    Path pem = folder.resolve("server.pem");
    makeCertificate(store);
    Files.writeString(pem, pem(store));
    tlsPort = RedisServer.freePort();
    server =
        RedisServer.start(
            "--tls-port",
            "" + tlsPort,
            "--tls-cert-file",
            pem.toString(),
            "--tls-key-file",
            pem.toString(),
            "--tls-ca-cert-file",
            pem.toString(),
            "--tls-auth-clients",
            "no");
    // The certificate signs itself, so this store is whom to trust, too.
    trustStoreBefore = System.getProperty(TRUST_STORE);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void tasksTravelOverTls() {
    trusting(
        folder.resolve("server.p12"),
        () -> {
          try (RedisBackend backend = open("rediss://127.0.0.1:" + tlsPort)) {
            TaskId id = backend.enqueue(List.of(task())).get(0).id();
            Claim claim = claim(backend, 1).get(0);

            assertEquals(id, claim.id());
            assertEquals(
                List.of(true), backend.settle(List.of(Settlement.of(claim, Fixtures.SUCCESS))));
          }
        });
  }

  @Test
  void aServerThatNobodyVouchesForIsRefused() {
    assertThrows(BackendException.class, () -> open("rediss://127.0.0.1:" + tlsPort));
  }

  @Test
  void plainTextToAPortThatSpeaksTlsIsRefusedInTime() {
    long start = System.nanoTime();

    assertThrows(BackendException.class, () -> open("redis://127.0.0.1:" + tlsPort));

    assertEquals(0, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) / 10);
  }

  private static RedisBackend open(String address) {
    return RedisBackend.open(
        address,
        RedisConfig.defaults()
            .connectTimeout(Duration.ofSeconds(2))
            .readTimeout(Duration.ofSeconds(2))
            .callTimeout(Duration.ofSeconds(1)));
  }

  private static void trusting(Path store, Runnable action) {
    System.setProperty(TRUST_STORE, store.toString());
    System.setProperty(TRUST_STORE + "Password", PASSWORD);
    try {
      action.run();
    } finally {
      System.clearProperty(TRUST_STORE + "Password");
      if (trustStoreBefore == null) {
        System.clearProperty(TRUST_STORE);
      } else {
        System.setProperty(TRUST_STORE, trustStoreBefore);
      }
    }
  }

  private static void makeCertificate(Path store) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "redis",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    assertEquals(0, keytool.waitFor());
  }

  private static String pem(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return pem("PRIVATE KEY", keys.getKey("redis", PASSWORD.toCharArray()).getEncoded())
        + pem("CERTIFICATE", keys.getCertificate("redis").getEncoded());
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), what);
  }
}
