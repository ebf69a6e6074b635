package io.tasks4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The page names every command and exit code, and no other. */
class CliPageTest {
  private final CommandSpec program =
      new CommandLine(new TasksCommand(Terminal.ofSystem(), Map.of())).getCommandSpec();

  @Test
  void the_page_lists_every_command_with_its_own_options() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    program
        .subcommands()
        .forEach(
            (name, command) -> {
              if (command.getCommandName().equals(name) && !name.equals("help")) {
                expected.put(name, options(command.getCommandSpec()));
              }
            });

    assertEquals(expected, rows("([a-z]+)[^`]*"));
  }

  @Test
  void the_page_lists_every_exit_code() throws Exception {
    assertEquals(program.usageMessage().exitCodeList().keySet(), rows("([0-9]+)").keySet());
  }

  private static String options(CommandSpec command) {
    TreeSet<String> names = new TreeSet<>();
    command.options().stream()
        .filter(option -> !option.inherited() && !option.usageHelp() && !option.versionHelp())
        .forEach(option -> names.add(option.longestName()));
    return String.join(" ", names);
  }

  /** By the first word of each row, the options that its second cell names. */
  private static Map<String, String> rows(String first) throws Exception {
    Map<String, String> rows = new TreeMap<>();
    Pattern.compile("^\\| `" + first + "` \\|([^|]*)\\|", Pattern.MULTILINE)
        .matcher(Files.readString(Path.of("../docs/cli.md")))
        .results()
        .forEach(
            row -> {
              TreeSet<String> names = new TreeSet<>();
              Pattern.compile("--[a-z]+")
                  .matcher(row.group(2))
                  .results()
                  .forEach(option -> names.add(option.group()));
              rows.put(row.group(1), String.join(" ", names));
            });
    return rows;
  }
}
