package io.tasks4j.examples.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskExecutionException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.chain.ChainFailure;
import io.tasks4j.chain.ChainHandle;
import io.tasks4j.chain.ChainStatus;
import io.tasks4j.chain.GroupHandle;
import io.tasks4j.chain.GroupOutcome;
import io.tasks4j.chain.TaskChain;
import io.tasks4j.chain.TaskGroup;
import io.tasks4j.examples.docs.Resize.Image;
import io.tasks4j.examples.docs.Resize.Thumbnail;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs the regions of code that {@code docs/chains.md} shows. */
class ChainsTest {
  private static final TaskType<Thumbnail, String> PUBLISH =
      TaskType.of("images.publish", Thumbnail.class, String.class);
  private static final TaskType<List<Thumbnail>, Integer> SHEET =
      TaskType.ofList("images.sheet", Thumbnail.class, Integer.class);
  private static final TaskType<ChainFailure, Void> ALERT =
      TaskType.of("alert", ChainFailure.class, Void.class);

  private final List<String> alerts = new ArrayList<>();
  private TaskQueue queue;
  private Worker worker;

  @BeforeEach
  void start() {
    queue = TaskQueue.open("memory:");
    worker =
        Worker.builder(queue)
            .queues("images", "default")
            .register(new Resize())
            .register(Task.of(PUBLISH, (thumbnail, context) -> "https://" + thumbnail.path()))
            .register(Task.of(SHEET, (thumbnails, context) -> thumbnails.size()))
            .register(
                Task.of(
                    ALERT,
                    (failure, context) -> {
                      alerts.add("step " + failure.step() + " of " + failure.steps());
                      return null;
                    }))
            .start();
  }

  @AfterEach
  void stop() {
    worker.close();
    queue.close();
  }

  @Test
  void a_chain_gives_the_result_of_its_last_step() throws Exception {
    Image image = new Image("cat.jpg", 200);
    // snippet: chain
    ChainHandle<String> chain =
        queue.enqueue(
            TaskChain.startWith(Resize.TYPE, image)
                .then(PUBLISH, TaskOptions.defaults().priority(9)) // takes what Resize gives
                .onError(ALERT)); // a TaskType<ChainFailure, ?>

    String url = chain.await(Duration.ofSeconds(10));
    // end

    assertEquals("https://cat.jpg.200", url);
    assertEquals(ChainStatus.COMPLETED, chain.status());
  }

  @Test
  void a_chain_that_failed_goes_on_from_there() throws Exception {
    TaskId id = TaskId.derived("cat");
    ChainHandle<String> first =
        queue.enqueue(
            TaskChain.startWith(Resize.TYPE, new Image("", 200))
                .then(PUBLISH)
                .onError(ALERT)
                .id(id));
    assertThrows(TaskExecutionException.class, () -> first.await(Duration.ofSeconds(10)));

    // snippet: chain-retry
    ChainHandle<String> chain = ChainHandle.of(queue, id, PUBLISH); // in any process
    if (chain.status() == ChainStatus.FAILED) {
      chain.retry(); // from the step that failed
    }
    // end

    assertThrows(TaskExecutionException.class, () -> chain.await(Duration.ofSeconds(10)));
    assertEquals(ChainStatus.FAILED, chain.status());
    worker.close();
    assertEquals(List.of("step 1 of 2"), alerts);
  }

  @Test
  void a_group_gives_all_results_to_one_task() throws Exception {
    List<Image> images = List.of(new Image("a", 1), new Image("", 1), new Image("c", 1));
    // snippet: group
    GroupHandle<Thumbnail, Integer> group =
        queue.enqueue(
            TaskGroup.of(Resize.TYPE, images)
                .collect() // or failFast(), the default, or allowFailures(k)
                .then(SHEET)); // a TaskType<List<Thumbnail>, Integer>, by TaskType.ofList

    int onSheet = group.await(Duration.ofSeconds(10));
    // end
    assertEquals(3, onSheet);
    List<String> failed = new ArrayList<>();
    // snippet: group-outcomes
    for (GroupOutcome<Thumbnail> outcome : group.outcomes(0, 1_000)) {
      outcome.error().ifPresent(e -> failed.add(outcome.index() + ": " + e.message()));
    }
    // end

    assertEquals(List.of("1: an image needs a path"), failed);
    assertTrue(group.progress().ended() == 3 && group.progress().failures() == 1);
  }
}
