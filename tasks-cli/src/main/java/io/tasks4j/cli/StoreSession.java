package io.tasks4j.cli;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.internal.LogText;
import io.tasks4j.queue.TaskQueue;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a command works with: the store, the terminal, and where to print. */
@Command // so that picocli takes it for a mixin
final class StoreSession {
  /** Stores that begin and end with their process: nothing of another process is in them. */
  private static final Set<String> OF_ONE_PROCESS = Set.of("memory", "immediate", "dummy");

  /** A look must remove nothing that the application means to keep. */
  private static final Set<String> KEEP_ALL =
      Set.of(
          "finishedAge=36500d",
          "finishedCount=2147483647",
          "deadAge=36500d",
          "deadCount=2147483647");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  CommandOutput output() {
    return new CommandOutput(command.commandLine().getOut(), root().json());
  }

  PrintWriter err() {
    return command.commandLine().getErr();
  }

  /** Says something that is no result. */
  void error(String text) {
    err().println("tasks: " + LogText.line(text));
    err().flush();
  }

  /** Whether somebody says yes to what is about to be done; says itself why it is not done. */
  boolean confirms(String what) {
    if (!terminal().isThere()) {
      error("nothing was done: there is no terminal to ask at; add --yes to " + what);
      return false;
    }
    String answer = terminal().ask(what + "? [y/N] ").orElse("").strip();
    boolean yes = answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
    if (!yes) {
      error("nothing was done");
    }
    return yes;
  }

  /** A setting of the environment. */
  Optional<String> variable(String name) {
    return root().variable(name);
  }

  Terminal terminal() {
    return root().terminal();
  }

  /** Opens a store that is there. */
  TaskQueue open() {
    return open(text());
  }

  /** Opens the store of an address, if it is there. */
  TaskQueue open(String text) {
    BackendUri address = address(text);
    if (address.scheme().equals("sqlite") && !Files.exists(address.file())) {
      // Opening would make one, and a typing error look like an empty store.
      throw new StoreMissingException("there is no file " + address.rest());
    }
    return TaskQueue.open(keepingAll(text, address));
  }

  /** Opens a store, which may be new. */
  TaskQueue openOrCreate() {
    String text = text();
    return TaskQueue.open(keepingAll(text, address(text)));
  }

  private BackendUri address(String text) {
    BackendUri address = BackendUri.parse(text);
    if (OF_ONE_PROCESS.contains(address.scheme())) {
      throw usage("a " + address.scheme() + ": store lives in the application's process alone");
    }
    return address;
  }

  private String text() {
    return root()
        .store()
        .orElseThrow(() -> usage("no store is named: give --store, or set TASKS4J_URI"));
  }

  private static String keepingAll(String text, BackendUri address) {
    StringBuilder more = new StringBuilder(text);
    for (String setting : KEEP_ALL) {
      String name = setting.substring(0, setting.indexOf('='));
      if (address.text(name).isEmpty()) {
        more.append(more.indexOf("?") < 0 ? '?' : '&').append(setting);
      }
    }
    return more.toString();
  }

  private TasksCommand root() {
    return (TasksCommand) command.root().userObject();
  }

  ParameterException usage(String problem) {
    return new ParameterException(command.commandLine(), problem);
  }
}
