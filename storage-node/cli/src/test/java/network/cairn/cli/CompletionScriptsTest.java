package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import network.cairn.api.Command;
import network.cairn.api.CommandTable;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.Use;
import network.cairn.api.table.Commands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The three scripts, word for word.
final class CompletionScriptsTest {
  private static final Completion SMALL =
      new Completion(
          new CommandTable(
              Command.group("", ""),
              List.of(Option.flag("offline", ""), Option.flag("door", "").used(Use.DOOR)),
              List.of(
                  Command.of(Needs.HOME, "add", "")
                      .with(
                          Option.text("chunker", 's', ""), Option.text("mode", "").used(Use.DOOR)),
                  Command.group("pin", ""),
                  Command.of(Needs.HOME, "pin ls", ""),
                  Command.of(Needs.HOME, "pin secret", "").doorOnly())),
          "cairn");
  private static final Completion WHOLE = new Completion(Commands.TABLE, "cairn");

  static Stream<Command> rows() {
    return Commands.TABLE.rows().stream().filter(Command::onCommandLine);
  }

  @Test
  void writesBash() {
    assertThat(SMALL.bash())
        .isEqualTo(
            """
            _cairn() {
              local path= word candidates=
              for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                case "$word" in -*) ;; *) path="${path:+$path }$word" ;; esac
              done
              while :; do
                case "$path" in
                  '') candidates='add pin --offline' ;;
                  'add') candidates='--chunker --offline' ;;
                  'pin') candidates='ls --offline' ;;
                  'pin ls') candidates='--offline' ;;
                esac
                [ -n "$candidates" ] || [ -z "$path" ] && break
                case "$path" in *' '*) path="${path% *}" ;; *) path= ;; esac
              done
              COMPREPLY=($(compgen -W "$candidates" -- "${COMP_WORDS[COMP_CWORD]}"))
              [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o filenames -F _cairn cairn
            """);
  }

  @Test
  void writesZshByBash() {
    assertThat(SMALL.zsh())
        .isEqualTo("#compdef cairn\nautoload -U +X bashcompinit && bashcompinit\n" + SMALL.bash());
  }

  @Test
  void writesFish() {
    assertThat(SMALL.fish())
        .isEqualTo(
            """
            complete -c cairn -f
            complete -c cairn -n '__fish_use_subcommand' -a add
            complete -c cairn -n '__fish_use_subcommand' -a pin
            complete -c cairn -n '__fish_use_subcommand' -l offline
            complete -c cairn -n '__fish_seen_subcommand_from add' -l chunker
            complete -c cairn -n '__fish_seen_subcommand_from add' -l offline
            complete -c cairn -n '__fish_seen_subcommand_from pin' -a ls
            complete -c cairn -n '__fish_seen_subcommand_from pin' -l offline
            complete -c cairn -n '__fish_seen_subcommand_from pin; and __fish_seen_subcommand_from ls' -l offline
            """);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void offersEveryOptionOfEveryRow(Command row) {
    String line =
        WHOLE
            .bash()
            .lines()
            .filter(l -> l.startsWith("      '" + row.name() + "') "))
            .findFirst()
            .orElse("");
    String words = line.replaceFirst(".*candidates='", " ").replaceFirst("' ;;", " ");
    row.optionsHere().forEach(o -> assertThat(words).contains(" --" + o.name() + " "));
    Commands.TABLE.globalHere().forEach(o -> assertThat(words).contains(" --" + o.name() + " "));
    Commands.TABLE.children(row).forEach(c -> assertThat(words).contains(" " + c.word() + " "));
    List<String> last = List.of(row.name().split(" "));
    for (Option option : row.optionsHere()) {
      assertThat(WHOLE.fish())
          .contains(
              "__fish_seen_subcommand_from " + last.getLast() + "' -l " + option.name() + "\n");
    }
  }

  @Test
  void printsThemByTheirCommands() {
    Session session = new Session(Path.of("/"));
    assertThat(session.run("commands", "completion", "bash")).isZero();
    assertThat(session.out()).isEqualTo(WHOLE.bash());
    assertThat(session.run("commands", "completion", "zsh")).isZero();
    assertThat(session.out()).isEqualTo(WHOLE.zsh());
    assertThat(session.run("commands", "completion", "fish")).isZero();
    assertThat(session.out()).isEqualTo(WHOLE.fish());
  }
}
