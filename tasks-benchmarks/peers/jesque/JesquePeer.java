import io.tasks4j.benchmarks.compare.Contender;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.greghaines.jesque.Config;
import net.greghaines.jesque.ConfigBuilder;
import net.greghaines.jesque.Job;
import net.greghaines.jesque.client.Client;
import net.greghaines.jesque.client.ClientPoolImpl;
import net.greghaines.jesque.utils.PoolUtils;
import net.greghaines.jesque.worker.MapBasedJobFactory;
import net.greghaines.jesque.worker.WorkerImpl;
import net.greghaines.jesque.worker.WorkerPool;

/** Jesque with a pooled client and one worker thread and connection for each unit of concurrency. */
public final class JesquePeer extends Contender {
  private static JesquePeer self;
  private static volatile CountDownLatch left = new CountDownLatch(0);
  private static volatile int millis;
  private static volatile boolean idle;

  private Config config;
  private Client client;
  private WorkerPool workers;

  /** The job. */
  public static final class Bench implements Runnable {
    public Bench(String text) {}

    @Override
    public void run() {
      if (idle) {
        self.begun();
      } else {
        work(millis);
        left.countDown();
      }
    }
  }

  public static void main(String[] args) throws Exception {
    self = new JesquePeer();
    self.serve();
  }

  @Override
  protected void open(String address) {
    URI uri = URI.create(address);
    config = new ConfigBuilder().withHost(uri.getHost()).withPort(uri.getPort()).build();
    client = new ClientPoolImpl(config, PoolUtils.createJedisPool(config));
  }

  @Override
  protected void enqueue() {
    client.enqueue("bench", new Job("Bench", TEXT));
  }

  @Override
  protected boolean enqueueBatch() {
    client.batchEnqueue("bench", Stream.generate(() -> new Job("Bench", TEXT)).limit(BATCH).toList());
    return true;
  }

  private void start(int concurrency) {
    workers =
        new WorkerPool(
            () -> {
              return new WorkerImpl(
                  config, List.of("bench"), new MapBasedJobFactory(Map.of("Bench", Bench.class)));
            },
            concurrency);
    workers.run();
  }

  private void stop() throws InterruptedException {
    workers.endAndJoin(true, 10_000);
  }

  @Override
  protected long drain(int count, int concurrency, int each) throws Exception {
    left = new CountDownLatch(count);
    millis = each;
    long start = System.nanoTime();
    start(concurrency);
    boolean done = left.await(120, TimeUnit.SECONDS);
    long nanos = System.nanoTime() - start;
    stop();
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
  protected void stopIdle() throws Exception {
    stop();
    idle = false;
  }

  @Override
  protected void close() {
    client.end();
  }
}
