import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tasks4j.benchmarks.compare.Contender;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * db-scheduler on SQLite in WAL mode, synchronous NORMAL, pool of 10 connections. SQLite does not
 * take its paging clause, so a customization writes LIMIT. Polling every 100 ms, by fetch; immediate
 * execution is on only where pick-up is measured.
 */
public final class DbSchedulerPeer extends Contender {
  private volatile CountDownLatch left = new CountDownLatch(0);
  private volatile int millis;
  private volatile boolean idle;

  private final OneTimeTask<String> task =
      Tasks.oneTime("bench", String.class)
          .execute(
              (instance, context) -> {
                if (idle) {
                  begun();
                } else {
                  work(millis);
                  left.countDown();
                }
              });
  private HikariDataSource pool;
  private SchedulerClient client;
  private Scheduler scheduler;

  private static final class Sqlite extends DefaultJdbcCustomization {
    Sqlite() {
      super(false);
    }

    @Override
    public String getQueryLimitPart(int limit) {
      return " LIMIT " + limit;
    }
  }

  public static void main(String[] args) throws Exception {
    new DbSchedulerPeer().serve();
  }

  @Override
  protected void open(String address) throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:sqlite:" + address);
    config.setMaximumPoolSize(10);
    config.addDataSourceProperty("journal_mode", "WAL");
    config.addDataSourceProperty("synchronous", "NORMAL");
    config.addDataSourceProperty("busy_timeout", "10000");
    config.addDataSourceProperty("transaction_mode", "IMMEDIATE");
    pool = new HikariDataSource(config);
    try (Connection c = pool.getConnection();
        Statement s = c.createStatement()) {
      s.execute(
          """
          CREATE TABLE scheduled_tasks (
            task_name TEXT NOT NULL, task_instance TEXT NOT NULL, task_data BLOB,
            execution_time TIMESTAMP NOT NULL, picked BOOLEAN NOT NULL, picked_by TEXT,
            last_success TIMESTAMP, last_failure TIMESTAMP, consecutive_failures INT,
            last_heartbeat TIMESTAMP, version BIGINT NOT NULL, priority SMALLINT,
            PRIMARY KEY (task_name, task_instance))""");
      s.execute("CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)");
      s.execute("CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)");
    }
    client = SchedulerClient.Builder.create(pool, task).jdbcCustomization(new Sqlite()).build();
  }

  @Override
  protected void enqueue() {
    SchedulerClient to = idle ? scheduler : client;
    to.scheduleIfNotExists(task.instance(UUID.randomUUID().toString(), TEXT), Instant.now());
  }

  @Override
  protected boolean enqueueBatch() {
    List<TaskInstance<?>> instances = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      instances.add(task.instance(UUID.randomUUID().toString(), TEXT));
    }
    client.scheduleBatch(instances, Instant.now());
    return true;
  }

  private void start(int concurrency, boolean immediate) {
    var builder =
        Scheduler.create(pool, task)
            .jdbcCustomization(new Sqlite())
            .threads(concurrency)
            .pollUsingFetchAndLockOnExecute(0.5, 3.0)
            .pollingInterval(Duration.ofMillis(100));
    scheduler = (immediate ? builder.enableImmediateExecution() : builder).build();
    scheduler.start();
  }

  @Override
  protected long drain(int count, int concurrency, int each) throws Exception {
    left = new CountDownLatch(count);
    millis = each;
    long start = System.nanoTime();
    start(concurrency, false);
    boolean done = left.await(120, TimeUnit.SECONDS);
    long nanos = System.nanoTime() - start;
    scheduler.stop();
    if (!done) {
      throw new IllegalStateException(left.getCount() + " of " + count + " not run in 2 minutes");
    }
    return nanos;
  }

  @Override
  protected boolean startIdle() {
    start(4, true);
    idle = true;
    return true;
  }

  @Override
  protected void stopIdle() {
    scheduler.stop();
    idle = false;
  }

  @Override
  protected void close() {
    pool.close();
  }
}
