package io.tasks4j.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS to a checked address goes by the name of the host, not by the address. */
@Timeout(60)
class WebhooksTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path folder;
  private SSLContext context;
  private Receiver receiver;

  @BeforeEach
  void start() throws Exception {
    KeyStore keys = keys("hooks.test");
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(keys);
    context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    receiver =
        new Receiver(
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  @Test
  void the_certificate_of_the_name_is_accepted_at_the_checked_address() throws Exception {
    assertEquals(200, post("hooks.test", context.getSocketFactory()));
    assertEquals("hooks.test:" + receiver.port(), receiver.next().header("host"));
  }

  @Test
  void the_certificate_of_another_name_is_refused() {
    assertThrows(SSLHandshakeException.class, () -> post("other.test", context.getSocketFactory()));
  }

  @Test
  void a_certificate_that_nobody_vouches_for_is_refused() {
    assertThrows(
        SSLHandshakeException.class,
        () -> post("hooks.test", (SSLSocketFactory) SSLSocketFactory.getDefault()));
  }

  private int post(String host, SSLSocketFactory tls) throws Exception {
    AddressGuard guard =
        new AddressGuard(
            Set.of(host), name -> new InetAddress[] {InetAddress.getLoopbackAddress()});
    URI uri = URI.create("https://" + host + ":" + receiver.port() + "/");
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    return new HttpPost(guard, Duration.ofSeconds(20), tls).send(uri, Map.of(), body).status();
  }

  private static KeyStore keys(String host) throws Exception {
    Path file = folder.resolve(host + ".p12");
    if (!Files.exists(file)) {
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-keyalg",
                  "EC",
                  "-alias",
                  "test",
                  "-dname",
                  "CN=" + host,
                  "-ext",
                  "SAN=dns:" + host,
                  "-validity",
                  "30",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  file.toString(),
                  "-storepass",
                  new String(PASSWORD))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertEquals(true, keytool.waitFor(30, TimeUnit.SECONDS));
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }
}
