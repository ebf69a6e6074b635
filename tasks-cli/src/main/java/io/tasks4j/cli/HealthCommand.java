package io.tasks4j.cli;

import io.tasks4j.dashboard.view.DisplayTexts;
import io.tasks4j.health.Health;
import io.tasks4j.health.HealthCheck;
import io.tasks4j.internal.Durations;
import io.tasks4j.queue.TaskQueue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "health",
    description = "Lets the store work: a probe is enqueued, claimed, settled and removed.",
    mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
  @Mixin private StoreSession session;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "The most it may take; default ${DEFAULT-VALUE}.")
  private String timeout;

  @Override
  public Integer call() {
    Health health;
    try (TaskQueue queue = session.open()) {
      health = HealthCheck.of(queue).timeout(Durations.parse("--timeout", timeout)).check();
    }
    String problem = AddressSecrets.hide(health.problem().orElse(""));
    if (session.output().json()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("up", health.up());
      json.put("tookMillis", health.took().toMillis());
      if (!health.up()) {
        json.put("problem", problem);
      }
      session.output().json(json);
    } else {
      session
          .output()
          .line(health.up() ? "up, in " + DisplayTexts.age(health.took()) : "down: " + problem);
    }
    return health.up() ? ExitCode.OK : ExitCode.FAILED;
  }
}
