import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tasks4j.benchmarks.compare.Contender;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.sql.sqlite.SqLiteStorageProvider;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

/**
 * JobRunr on SQLite in WAL mode, synchronous NORMAL, pool of 10 connections with a busy timeout of
 * 10 s, poll interval 5 s (its least for SQL stores), Jackson as the mapper.
 */
public final class JobRunrPeer extends Contender {
  private static volatile CountDownLatch left = new CountDownLatch(0);
  private static volatile int millis;
  private static volatile boolean idle;
  private static JobRunrPeer self;

  private HikariDataSource pool;
  private SqLiteStorageProvider store;
  private JobScheduler scheduler;
  private BackgroundJobServer server;

  public static void main(String[] args) throws Exception {
    self = new JobRunrPeer();
    self.serve();
  }

  /** The job. */
  public static void run(String text) {
    if (idle) {
      self.begun();
    } else {
      work(millis);
      left.countDown();
    }
  }

  @Override
  protected void open(String address) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:sqlite:" + address);
    config.setMaximumPoolSize(10);
    config.addDataSourceProperty("journal_mode", "WAL");
    config.addDataSourceProperty("synchronous", "NORMAL");
    config.addDataSourceProperty("busy_timeout", "10000");
    // Upgrades of deferred transactions fail at once in SQLite: begin them as writers.
    config.addDataSourceProperty("transaction_mode", "IMMEDIATE");
    pool = new HikariDataSource(config);
    store = new SqLiteStorageProvider(pool);
    store.setJobMapper(new JobMapper(new JacksonJsonMapper()));
    scheduler = new JobScheduler(store);
  }

  @Override
  protected void enqueue() {
    scheduler.<JobRunrPeer>enqueue(() -> JobRunrPeer.run(TEXT));
  }

  @Override
  protected boolean enqueueBatch() {
    scheduler.enqueue(Collections.nCopies(BATCH, TEXT).stream(), text -> JobRunrPeer.run(text));
    return true;
  }

  private void start(int concurrency) {
    server =
        new BackgroundJobServer(
            store,
            new JacksonJsonMapper(),
            null,
            BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                .andWorkerCount(concurrency)
                .andPollInterval(Duration.ofSeconds(5)));
    server.start();
  }

  @Override
  protected long drain(int count, int concurrency, int each) throws Exception {
    left = new CountDownLatch(count);
    millis = each;
    long start = System.nanoTime();
    start(concurrency);
    boolean done = left.await(120, java.util.concurrent.TimeUnit.SECONDS);
    long nanos = System.nanoTime() - start;
    server.stop();
    if (!done) {
      throw new IllegalStateException(left.getCount() + " of " + count + " not run in 2 minutes");
    }
    return nanos;
  }

  @Override
  protected boolean startIdle() {
    idle = true;
    start(4);
    return true;
  }

  @Override
  protected void stopIdle() {
    server.stop();
    idle = false;
  }

  @Override
  protected void close() {
    pool.close();
  }
}
