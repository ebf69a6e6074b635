package io.tasks4j.cli;

import io.tasks4j.BackendException;
import io.tasks4j.TaskException;
import io.tasks4j.dashboard.view.DisplayTexts;
import io.tasks4j.internal.LogText;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program: its commands, and what their failures come to. */
@Command(
    name = "tasks",
    description = "See and steer background tasks.",
    mixinStandardHelpOptions = true,
    versionProvider = TasksCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      StatsCommand.class,
      ListCommand.class,
      DeadCommand.class,
      ShowCommand.class,
      EnqueueCommand.class,
      RequeueCommand.class,
      CancelCommand.class,
      PurgeCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      SchedulesCommand.class,
      WorkersCommand.class,
      HealthCommand.class,
      DashboardCommand.class,
      HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all was done",
      "1:something was not found, or could not be done",
      "2:the command line is wrong",
      "3:the store cannot be opened or reached",
      "4:not confirmed, so nothing was done"
    })
final class TasksCommand implements Runnable {
  private final Terminal terminal;
  private final Map<String, String> environment;

  @Spec private CommandSpec command;

  @Option(
      names = {"-s", "--store"},
      paramLabel = "URI",
      scope = ScopeType.INHERIT,
      description = {
        "The store, such as sqlite:tasks.db or redis://host:6379, with the settings that the"
            + " application gives.",
        "Default is the environment's TASKS4J_URI, which keeps passwords off the command line."
      })
  private Optional<String> store;

  @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON.")
  private boolean json;

  TasksCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  /** Runs one command line, and gives its exit code. */
  static int run(
      Terminal terminal,
      Map<String, String> environment,
      PrintWriter out,
      PrintWriter err,
      String... args) {
    return new CommandLine(new TasksCommand(terminal, environment))
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        // An id or payload that begins with @ is no file: what is in files is no command line.
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(TasksCommand::wrongUsage)
        .setExecutionExceptionHandler((e, line, parsed) -> failed(e, line))
        .execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "say what to do");
  }

  Terminal terminal() {
    return terminal;
  }

  /** The address of the store, if one is named. */
  Optional<String> store() {
    return store.or(() -> variable("TASKS4J_URI")).filter(address -> !address.isBlank());
  }

  /** A setting of the environment. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  boolean json() {
    return json;
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    say(line, e);
    line.getErr().println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
    line.getErr().flush();
    return ExitCode.USAGE;
  }

  /** In words; a trace helps nobody who does not know the code, and may hold an address. */
  private static int failed(Exception e, CommandLine line) throws Exception {
    if (!(e instanceof TaskException
        || e instanceof IllegalArgumentException
        || e instanceof IllegalStateException
        || e instanceof UncheckedIOException
        || e instanceof StoreMissingException)) {
      throw e;
    }
    say(line, e);
    if (e instanceof BackendException || e instanceof StoreMissingException) {
      return ExitCode.STORE;
    }
    return e instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.FAILED;
  }

  private static void say(CommandLine line, Exception e) {
    String text = String.valueOf(e.getMessage());
    String hidden = AddressSecrets.hide(text);
    // Picocli's own may have several lines; those of others, none.
    boolean ours = e instanceof ParameterException;
    line.getErr()
        .println("tasks: " + (ours ? DisplayTexts.printable(hidden) : LogText.line(hidden)));
    line.getErr().flush();
  }

  /** The version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = TasksCommand.class.getPackage().getImplementationVersion();
      return new String[] {"tasks " + (version == null ? "(not from a jar)" : version)};
    }
  }
}
