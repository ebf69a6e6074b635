package io.tasks4j.redis;

import static io.tasks4j.redis.Fixtures.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackends;
import io.tasks4j.redis.client.RedisAddress;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.tck.faults.RedisServer;
import io.tasks4j.tck.faults.SharedRedis;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;

/** Addresses, and what a server answers that will not do. */
class OpeningTest {
  private static final String PASSWORD = "p@ss:w/rd+ %";
  private static final String ENCODED = "p%40ss%3Aw%2Frd+%20%25";
  private static final RedisConfig QUICK =
      RedisConfig.defaults()
          .connectTimeout(Duration.ofMillis(500))
          .readTimeout(Duration.ofMillis(500))
          .callTimeout(Duration.ofMillis(500));

  private static RedisServer server;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
    try (Jedis jedis = Fixtures.connect(server)) {
      jedis.aclSetUser("ada", "on", ">" + PASSWORD, "~*", "&*", "+@all");
      jedis.aclSetUser("noscripts", "on", ">x", "~*", "&*", "+@all", "-@scripting");
      jedis.aclSetUser("nokeys", "on", ">x", "~other:*", "&*", "+@all");
      jedis.aclSetUser("nochannel", "on", ">x", "~*", "resetchannels", "+@all");
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String at(String userInfo) {
    return "redis://" + userInfo + "@127.0.0.1:" + server.port();
  }

  private static BackendException refused(String address) {
    return assertThrows(BackendException.class, () -> use(address));
  }

  private static void use(String address) {
    try (TaskBackend backend = RedisBackend.open(address, QUICK)) {
      backend.enqueue(List.of(task()));
    }
  }

  private static void assertSays(String words, BackendException e) {
    assertTrue(e.getMessage().contains(words), e::getMessage);
    assertFalse(e.getMessage().contains("p@ss"), e::getMessage);
  }

  @Test
  void aUserAndAnEncodedPasswordOpenADatabaseAndANamespace() {
    String address = at("ada:" + ENCODED) + "/3?namespace=app.one&poolSize=4&readTimeout=1s";

    try (TaskBackend backend = TaskBackends.open(address)) {
      backend.enqueue(List.of(task()));
    }

    try (Jedis jedis = Fixtures.connect(server)) {
      jedis.select(3);
      assertTrue(jedis.keys("*").stream().allMatch(key -> key.contains("app.one:")));
      assertFalse(jedis.keys("*").isEmpty());
    }
  }

  @Test
  void aWrongPasswordIsToldWithoutThePassword() {
    assertSays("refuses the user", refused(at("ada:p%40ssed")));
  }

  @Test
  void aUserWithoutRightsOnScriptsOrKeysIsToldWhatItNeeds() {
    for (String user : List.of("noscripts", "nokeys")) {
      BackendException e =
          assertThrows(
              BackendException.class, () -> RedisBackend.open(at(user + ":x"), QUICK).close());
      assertSays("may run scripts and use our keys", e);
    }
  }

  @Test
  void theRightsThatTheManualNamesAreEnough() throws Exception {
    try (Jedis jedis = Fixtures.connect(server)) {
      jedis.aclSetUser(
          "app",
          "on",
          ">secret",
          "~{tasks4j:*",
          "~{tasks4j}:*",
          "~tasks4j:*",
          "&tasks4j:*",
          "+@all",
          "-@admin",
          "-@dangerous",
          "+info");
    }
    try (RedisBackend backend = RedisBackend.open(at("app:secret"), QUICK)) {
      CompletableFuture<Claims> waiting =
          CompletableFuture.supplyAsync(
              () -> backend.claim(Fixtures.request().maxWait(Duration.ofSeconds(20))));
      try (Jedis jedis = Fixtures.connect(server)) {
        Awaitility.await().until(() -> jedis.pubsubNumSub("tasks4j:wake").get("tasks4j:wake") == 1);
      }

      backend.enqueue(List.of(task()));

      var claims = waiting.get(10, TimeUnit.SECONDS).claims();
      assertTrue(backend.settle(List.of(Settlement.of(claims.get(0), Fixtures.SUCCESS))).get(0));
      assertEquals(1, backend.admin().list(TaskQuery.all()).size());
      assertTrue(backend.admin().purge(claims.get(0).id()));
      assertEquals(List.of(), backend.schedules().list("", 1));
      assertTrue(backend.locks().acquire("key", Duration.ofSeconds(30)).isPresent());
    }
  }

  @Test
  void aUserWithoutRightsOnTheChannelPolls() {
    try (RedisBackend backend =
        RedisBackend.open(at("nochannel:x"), QUICK.namespace(SharedRedis.namespace()))) {
      var id = backend.enqueue(List.of(task())).get(0).id();
      var claim = backend.claim(Fixtures.request().maxWait(Duration.ofSeconds(5))).claims().get(0);
      assertEquals(id, claim.id());
      assertEquals(
          0, backend.claim(Fixtures.request().maxWait(Duration.ofMillis(700))).claims().size());
    }
  }

  @Test
  void aPortWhereNobodyListensIsUnavailable() throws IOException {
    int port = RedisServer.freePort();

    BackendException e = refused("redis://127.0.0.1:" + port);

    assertTrue(e instanceof BackendUnavailableException);
    assertSays("127.0.0.1:" + port, e);
  }

  @Test
  void tlsToAServerWithoutItFailsInTime() {
    long start = System.nanoTime();

    refused("rediss://127.0.0.1:" + server.port());

    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", ""})
  void whatIsNoRedisIsToldInTime(String greeting) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> greet(socket, greeting));
      thread.setDaemon(true);
      thread.start();
      long start = System.nanoTime();

      refused("redis://127.0.0.1:" + socket.getLocalPort());

      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10));
    }
  }

  private static void greet(ServerSocket socket, String greeting) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        client.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // The test is over.
      }
    }
  }

  @Test
  void aServerThatIsTooOldIsToldWhatIsNeeded() throws IOException {
    String info = "redis_version:6.0.16\r\nrole:master\r\n";
    String answer = "$" + info.length() + "\r\n" + info + "\r\n";
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> answerInfo(socket, answer));
      thread.setDaemon(true);
      thread.start();

      BackendException e = refused("redis://127.0.0.1:" + socket.getLocalPort());

      assertSays("has version '6.0.16'; Redis 6.2 or later, or Valkey, is needed", e);
    }
  }

  /** Says OK to all but INFO. */
  private static void answerInfo(ServerSocket socket, String info) {
    try (Socket client = socket.accept();
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.startsWith("*")) {
          continue;
        }
        int left = 2 * Integer.parseInt(line.substring(1));
        boolean asked = false;
        for (; left > 0; left--) {
          asked |= "INFO".equals(in.readLine());
        }
        client
            .getOutputStream()
            .write((asked ? info : "+OK\r\n").getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  @Test
  void aReplicaIsRefusedByName() {
    try (RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + server.port())) {
      BackendException e = refused(replica.uri());

      assertSays("is a replica of 127.0.0.1:" + server.port(), e);
    }
  }

  @ParameterizedTest
  @CsvSource({"allkeys-lru, 1", "volatile-ttl, 1", "noeviction, 0"})
  void aServerThatMayThrowTasksAwayIsWarnedAbout(String policy, int warnings) {
    try (RedisServer evicting = RedisServer.start("--maxmemory-policy", policy)) {
      String printed = printedBy(() -> use(evicting.uri()));

      assertEquals(
          warnings,
          printed
              .lines()
              .filter(line -> line.contains("WARN"))
              .filter(line -> line.contains("maxmemory-policy is " + policy))
              .filter(line -> line.contains("set it to noeviction"))
              .count(),
          printed);
    }
  }

  /** The logger of the tests prints to this stream. */
  private static String printedBy(Runnable action) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream err = System.err;
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setErr(err);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aClientOfTheCallerIsUsedAndLeftOpen() {
    try (RedisClient client =
        RedisClient.builder().hostAndPort(new HostAndPort("127.0.0.1", server.port())).build()) {
      try (TaskBackend backend =
          RedisBackend.over(client, QUICK.namespace(SharedRedis.namespace()))) {
        backend.enqueue(List.of(task()));
        assertEquals(1, Fixtures.claim(backend, 1).size());
      }
      assertEquals("PONG", client.ping());
    }
  }

  @Test
  void aKeyOfAnotherTypeUnderOurNameIsTold() {
    String namespace = SharedRedis.namespace();
    try (Jedis jedis = Fixtures.connect(server);
        TaskBackend backend = RedisBackend.open(server.uri(), QUICK.namespace(namespace))) {
      jedis.set("{" + namespace + ":default}:ready", "mine");
      BackendException e =
          assertThrows(BackendException.class, () -> backend.enqueue(List.of(task())));
      assertSays("holds something else", e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis:host",
        "redis://",
        "redis://host:0",
        "redis://host:x",
        "redis://host/one",
        "redis://host/-1",
        "redis://a,b",
        "redis://user@host",
        "redis://host?nonsense=1",
        "redis://host?namespace=a%20b",
        "redis://host?poolSize=1",
        "redis://host?readTimeout=0s",
        "redis+sentinel://host",
        "redis+cluster://host/1"
      })
  void aWrongAddressIsRefusedBeforeAnyConnection(String address) {
    assertThrows(IllegalArgumentException.class, () -> TaskBackends.open(address));
  }

  @Test
  void addressesNameEveryKindOfServer() {
    RedisAddress sentinel =
        RedisAddress.from(
            BackendUri.parse(
                "rediss+sentinel://:secret@a,b:7000/2?master=mymaster&sentinelPassword=s"));
    assertEquals(RedisAddress.Kind.SENTINEL, sentinel.kind());
    assertTrue(sentinel.tls());
    assertEquals(
        List.of(new HostAndPort("a", 26379), new HostAndPort("b", 7000)),
        List.copyOf(sentinel.nodes()));
    assertEquals("mymaster", sentinel.master());
    assertEquals("secret", sentinel.password());
    assertEquals("s", sentinel.sentinelPassword());
    assertEquals(2, sentinel.database());
    assertFalse(sentinel.text().contains("secret"));

    RedisAddress cluster = RedisAddress.from(BackendUri.parse("redis+cluster://[::1]:7001,b"));
    assertEquals(RedisAddress.Kind.CLUSTER, cluster.kind());
    assertEquals(
        List.of(new HostAndPort("::1", 7001), new HostAndPort("b", 6379)),
        List.copyOf(cluster.nodes()));
  }
}
