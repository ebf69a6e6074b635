package io.tasks4j.cli;

import io.tasks4j.dashboard.Authenticator;
import io.tasks4j.dashboard.Dashboard;
import io.tasks4j.dashboard.DashboardServer;
import io.tasks4j.queue.TaskQueue;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "dashboard",
    description = {
      "Serves a dashboard to the browsers of this machine, until it is stopped by Ctrl-C.",
      "It changes nothing, unless --write says so. With the environment's"
          + " TASKS4J_DASHBOARD_PASSWORD it asks for that, of the user 'tasks'."
    },
    mixinStandardHelpOptions = true)
final class DashboardCommand implements Callable<Integer> {
  private static final String USER = "tasks";

  @Mixin private StoreSession session;

  @Parameters(paramLabel = "URI", arity = "0..1", description = "The store; the same as --store.")
  private Optional<String> uri;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Where it listens, on 127.0.0.1; 0 for any; default ${DEFAULT-VALUE}.")
  private int port;

  @Option(names = "--write", description = "Let it change things.")
  private boolean write;

  @Option(names = "--private", description = "Show no payloads and results.")
  private boolean hidden;

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > 65_535) {
      throw session.usage("--port must be from 0 to 65535, but is " + port);
    }
    try (TaskQueue queue = uri.isPresent() ? session.open(uri.get()) : session.open();
        DashboardServer server =
            DashboardServer.start(
                Dashboard.builder(queue)
                    .authenticator(authenticator())
                    .showPayloads(!hidden)
                    .build(),
                port)) {
      if (session.output().json()) {
        session.output().json(Map.of("uri", server.uri().toString()));
      } else {
        session.output().line("the dashboard is at " + server.uri());
      }
      session.terminal().awaitEnd();
    }
    return ExitCode.OK;
  }

  private Authenticator authenticator() {
    return session
        .variable("TASKS4J_DASHBOARD_PASSWORD")
        .map(password -> Authenticator.password(USER, password, write))
        .orElseGet(() -> Authenticator.anybody(write));
  }
}
