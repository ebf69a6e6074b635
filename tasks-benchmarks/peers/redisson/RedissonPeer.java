import io.tasks4j.benchmarks.compare.Contender;
import java.io.Serializable;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RExecutorService;
import org.redisson.api.RedissonClient;
import org.redisson.api.WorkerOptions;
import org.redisson.config.Config;

/** Redisson's executor service: submit, or one submit for a batch; workers in this process. */
public final class RedissonPeer extends Contender {
  private static RedissonPeer self;
  private static volatile CountDownLatch left = new CountDownLatch(0);
  private static volatile int millis;
  private static volatile boolean idle;

  private RedissonClient client;
  private RExecutorService executor;

  /** The task, sent with its class as Redisson does. */
  public static final class Job implements Runnable, Serializable {
    private static final long serialVersionUID = 1;
    private final String text;

    public Job(String text) {
      this.text = text;
    }

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
    self = new RedissonPeer();
    self.serve();
  }

  @Override
  protected void open(String address) {
    Config config = new Config();
    config.useSingleServer().setAddress(address);
    client = Redisson.create(config);
    executor = client.getExecutorService("bench");
  }

  @Override
  protected void enqueue() {
    executor.submit(new Job(TEXT));
  }

  @Override
  protected boolean enqueueBatch() {
    Runnable[] jobs =
        Collections.nCopies(BATCH, TEXT).stream().map(Job::new).toArray(Runnable[]::new);
    executor.submit(jobs);
    return true;
  }

  @Override
  protected long drain(int count, int concurrency, int each) throws Exception {
    left = new CountDownLatch(count);
    millis = each;
    long start = System.nanoTime();
    executor.registerWorkers(WorkerOptions.defaults().workers(concurrency));
    boolean done = left.await(120, TimeUnit.SECONDS);
    long nanos = System.nanoTime() - start;
    executor.deregisterWorkers();
    if (!done) {
      throw new IllegalStateException(left.getCount() + " of " + count + " not run in 2 minutes");
    }
    return nanos;
  }

  @Override
  protected boolean startIdle() {
    idle = true;
    executor.registerWorkers(WorkerOptions.defaults().workers(4));
    return true;
  }

  @Override
  protected void stopIdle() {
    executor.deregisterWorkers();
    idle = false;
  }

  @Override
  protected void close() {
    client.shutdown();
  }
}
