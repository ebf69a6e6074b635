// snippet: first-jobrunr
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.scheduling.BackgroundJob;
import org.jobrunr.storage.sql.sqlite.SqLiteStorageProvider;
import org.sqlite.SQLiteDataSource;

public final class FirstTask {
  record Greeting(String name) {}

  static final CompletableFuture<String> SAID = new CompletableFuture<>();

  public static void greet(Greeting greeting) {
    SAID.complete("Hello, " + greeting.name() + "!");
  }

  public static void main(String[] args) throws Exception {
    SQLiteDataSource file = new SQLiteDataSource();
    file.setUrl("jdbc:sqlite:tasks.db");
    JobRunr.configure()
        .useStorageProvider(new SqLiteStorageProvider(file))
        .useBackgroundJobServer()
        .initialize();
    Greeting ada = new Greeting("Ada");
    BackgroundJob.enqueue(() -> FirstTask.greet(ada));
    System.out.println(SAID.get(30, TimeUnit.SECONDS));
    JobRunr.destroy();
  }
}
// end
