package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.CommandTable;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.Use;
import network.cairn.api.table.Commands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class HelpTest {
  private static final CommandTable TABLE =
      new CommandTable(
          Command.group("", "The whole."),
          List.of(Option.flag("offline", "No network."), Option.text("door", "").used(Use.DOOR)),
          List.of(
              Command.group("pin", "Keep."),
              Command.of(Needs.HOME, "pin add", "Pin DAGs.")
                  .with(
                      Option.flag("recursive", 'r', "All of it.").orElse("true"),
                      Option.number("a-name-as-long-as-a-line-of-help", "Long."),
                      Option.text("hidden", "Only at the door.").used(Use.DOOR))
                  .with(Argument.one("from", "The first."), Argument.many("path", "CIDs."))
                  .describe("One paragraph.\nAnother line.\n  one\n  another\nThe end."),
              Command.of(Needs.HOME, "pin secret", "At the door.").doorOnly()));
  private static final Help WHOLE = new Help(Commands.TABLE, "cairn");

  private final Help help = new Help(TABLE, "cairn");

  static Stream<Command> rows() {
    return Stream.concat(
        Stream.of(Commands.TABLE.root()),
        Commands.TABLE.rows().stream().filter(Command::onCommandLine));
  }

  private static Command row(String word) {
    return TABLE.child(TABLE.child(TABLE.root(), "pin").orElseThrow(), word).orElseThrow();
  }

  @Test
  void printsAllOfACommand() {
    assertThat(help.full(row("add")))
        .isEqualTo(
            """
            USAGE
              cairn pin add [options] <from> <path>... - Pin DAGs.

            ARGUMENTS
              <from>                         The first.
              <path>...                      CIDs.

            OPTIONS
              -r, --recursive                All of it. Default: true.
                  --a-name-as-long-as-a-line-of-help=<number>
                                             Long.

            DESCRIPTION
              One paragraph. Another line.
                one
                another
              The end.
            """);
  }

  @Test
  void printsAGroupInShort() {
    assertThat(help.brief(TABLE.child(TABLE.root(), "pin").orElseThrow()))
        .isEqualTo(
            """
            USAGE
              cairn pin <command> - Keep.

            SUBCOMMANDS
              cairn pin add                  Pin DAGs.

            Use 'cairn pin --help' for more.
            """);
  }

  @Test
  void printsTheProgramWithWhatEveryCommandTakes() {
    assertThat(help.full(TABLE.root()))
        .isEqualTo(
            """
            USAGE
              cairn <command> - The whole.

            SUBCOMMANDS
              cairn pin                      Keep.

            GLOBAL OPTIONS
                  --offline                  No network.

            EXIT STATUS
              0 done, 141 nobody reads the output any more, 1 anything else
            """);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void printsEveryRow(Command row) {
    String text = WHOLE.full(row);
    String words = oneLine(text);
    assertThat(text).startsWith("USAGE\n  " + WHOLE.words(row));
    assertThat(words).contains(oneLine(row.summary())).contains(oneLine(row.details()));
    row.optionsHere()
        .forEach(o -> assertThat(words).contains(oneLine(o.usage()) + " " + oneLine(o.help())));
    row.argumentsHere()
        .forEach(a -> assertThat(words).contains(a.usage() + " " + oneLine(a.help())));
    Commands.TABLE
        .children(row)
        .forEach(c -> assertThat(words).contains(WHOLE.words(c) + " " + oneLine(c.summary())));
    assertThat(text.lines())
        .allMatch(line -> line.equals(line.stripTrailing()))
        .allMatch(line -> line.length() <= 80, "fits a terminal of 80 columns");
    assertThat(text).endsWith("\n").doesNotContain("\n\n\n");
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  @Test
  void callsTheProgramByTheNameThatItWasCalledBy() {
    Session session = new Session(Path.of("/")).with(Map.of("CAIRN_AS", "ipfs"));
    session.run("version");
    assertThat(session.out()).isEqualTo("ipfs version " + Version.NUMBER + "\n");
    session.run("pin", "add", "--help");
    assertThat(session.out()).startsWith("USAGE\n  ipfs pin add [options] <path>... - ");
    session.run("commands");
    assertThat(session.out().lines()).contains("ipfs", "ipfs add", "ipfs pin ls");
    session.run("commands", "--flags");
    assertThat(session.out().lines())
        .contains("ipfs pin add --recursive / ipfs pin add -r")
        .allMatch(line -> line.startsWith("ipfs"));
    session.run("commands", "list");
    assertThat(session.out().lines()).allMatch(line -> line.startsWith("ipfs"));
    session.run("commands", "completion", "bash");
    assertThat(session.out()).startsWith("_ipfs() {").endsWith(" -F _ipfs ipfs\n");
    session.run("add", "--bogus");
    assertThat(session.err()).contains("Use 'ipfs add --help'");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answersForEveryRowHoweverHelpIsAskedFor(Command row) {
    Session session = new Session(Path.of("/"));
    List<String> words = row.name().isEmpty() ? List.of() : List.of(row.name().split(" "));
    assertThat(session.run(with(words, "--help"))).isZero();
    assertThat(session.out()).isEqualTo(WHOLE.full(row));
    assertThat(session.run(with(words, "-h"))).isZero();
    assertThat(session.out()).isEqualTo(WHOLE.brief(row));
    assertThat(session.run(Stream.concat(Stream.of("help"), words.stream()).toList())).isZero();
    assertThat(session.out()).isEqualTo(WHOLE.full(row));
    assertThat(session.err()).isEmpty();
  }

  private static List<String> with(List<String> words, String last) {
    return Stream.concat(words.stream(), Stream.of(last)).toList();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void namesTheRowWhoseOptionIsNotKnown(Command row) {
    Session session = new Session(Path.of("/"));
    List<String> words = row.name().isEmpty() ? List.of() : List.of(row.name().split(" "));
    assertThat(session.run(with(words, "--no-such-option"))).isOne();
    assertThat(session.err())
        .isEqualTo(
            "Error: unknown option \"--no-such-option\"\n\nUse '"
                + WHOLE.words(row)
                + " --help' for its options.\n");
    assertThat(session.out()).isEmpty();
  }

  @Test
  void listsEveryCommandInTheOrderOfHelp() {
    Session session = new Session(Path.of("/"));
    assertThat(session.run("commands", "list")).isZero();
    List<String> lines = session.out().lines().toList();
    assertThat(lines.getFirst()).isEqualTo("cairn");
    assertThat(lines)
        .containsExactlyInAnyOrderElementsOf(rows().map(WHOLE::words).toList())
        .containsSubsequence("cairn pin", "cairn pin add", "cairn pin verify", "cairn repo");
  }

  @Test
  void showsTheVersionAsFarAsAsked() {
    Session session = new Session(Path.of("/"));
    session.run("version", "-n");
    assertThat(session.out()).isEqualTo(Version.NUMBER + "\n");
    session.run("version", "--repo");
    assertThat(session.out()).isEqualTo(Version.REPOSITORY + "\n");
    session.run("version");
    assertThat(session.out()).isEqualTo("cairn version " + Version.NUMBER + "\n");
    session.run("version", "--all");
    assertThat(session.out())
        .startsWith("cairn version " + Version.NUMBER + "\nRepo version: " + Version.REPOSITORY)
        .contains("System version: " + System.getProperty("os.arch") + "/")
        .endsWith("Java version: " + System.getProperty("java.version") + "\n");
    session.run("version", "--enc=json");
    assertThat(session.out()).isEqualTo(Version.answer().json() + "\n");
    assertThat(session.err()).isEmpty();
  }

  /// Every command that has the option refuses a form that there is none of, before it does
  /// anything.
  @Test
  void takesNoFormOfTheAnswerThatThereIsNot() {
    Session session = new Session(Path.of("/"));
    for (String form : List.of("bogus", "yaml", "JSON", "")) {
      assertThat(session.run("version", "--enc=" + form)).isOne();
      assertThat(session.out()).isEmpty();
      assertThat(session.err()).contains("takes one of text, json, not \"" + form + "\"");
    }
  }
}
