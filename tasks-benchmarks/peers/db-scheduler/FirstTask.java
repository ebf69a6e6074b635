// snippet: first-db-scheduler
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.io.Serializable;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;

public final class FirstTask {
  record Greeting(String name) implements Serializable {}

  static final CompletableFuture<String> SAID = new CompletableFuture<>();

  static final OneTimeTask<Greeting> GREET =
      Tasks.oneTime("greet", Greeting.class)
          .execute((task, context) -> SAID.complete("Hello, " + task.getData().name() + "!"));

  public static void main(String[] args) throws Exception {
    JdbcDataSource file = new JdbcDataSource();
    file.setUrl("jdbc:h2:./tasks");
    Scheduler scheduler = Scheduler.create(file, GREET).enableImmediateExecution().build();
    scheduler.start();
    scheduler.schedule(GREET.instance("greet-1", new Greeting("Ada")), Instant.now());
    System.out.println(SAID.get(5, TimeUnit.SECONDS));
    scheduler.stop();
  }
}
// end
