package network.cairn.cli;

import java.util.ArrayList;
import java.util.List;
import network.cairn.api.Command;
import network.cairn.api.CommandTable;

/// Writes completion scripts for bash, zsh and fish from the commands' own description.
final class Completion {
  private record Entry(String path, List<String> words) {}

  private final List<Entry> entries = new ArrayList<>();

  private final CommandTable table;
  private final String program;

  /// @param program the name that the program was called by, for which the scripts complete
  Completion(CommandTable table, String program) {
    this.table = table;
    this.program = program;
    collect(table.root());
  }

  private void collect(Command command) {
    List<Command> children = table.children(command);
    List<String> words = new ArrayList<>();
    children.forEach(c -> words.add(c.word()));
    command.optionsHere().forEach(o -> words.add("--" + o.name()));
    table.globalHere().forEach(o -> words.add("--" + o.name()));
    entries.add(new Entry(command.name(), words));
    children.forEach(this::collect);
  }

  String bash() {
    StringBuilder text =
        new StringBuilder("_" + program + "() {\n  local path= word candidates=\n");
    text.append("  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n");
    text.append("    case \"$word\" in -*) ;; *) path=\"${path:+$path }$word\" ;; esac\n  done\n");
    text.append("  while :; do\n    case \"$path\" in\n");
    for (Entry e : entries) {
      text.append("      '")
          .append(e.path)
          .append("') candidates='")
          .append(String.join(" ", e.words))
          .append("' ;;\n");
    }
    text.append("    esac\n    [ -n \"$candidates\" ] || [ -z \"$path\" ] && break\n");
    text.append("    case \"$path\" in *' '*) path=\"${path% *}\" ;; *) path= ;; esac\n  done\n");
    text.append("  COMPREPLY=($(compgen -W \"$candidates\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n");
    text.append(
        "  [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f --"
            + " \"${COMP_WORDS[COMP_CWORD]}\"))\n"
            + "}\n");
    return text.append("complete -o filenames -F _" + program + " " + program + "\n").toString();
  }

  String zsh() {
    return "#compdef " + program + "\nautoload -U +X bashcompinit && bashcompinit\n" + bash();
  }

  String fish() {
    StringBuilder text = new StringBuilder("complete -c " + program + " -f\n");
    for (Entry e : entries) {
      String condition = e.path.isEmpty() ? "__fish_use_subcommand" : condition(e.path);
      for (String word : e.words) {
        String form = word.startsWith("--") ? "-l " + word.substring(2) : "-a " + word;
        text.append("complete -c ")
            .append(program)
            .append(" -n '")
            .append(condition)
            .append("' ")
            .append(form)
            .append("\n");
      }
    }
    return text.toString();
  }

  private static String condition(String path) {
    StringBuilder text = new StringBuilder();
    for (String word : path.split(" ")) {
      text.append(text.isEmpty() ? "" : "; and ")
          .append("__fish_seen_subcommand_from ")
          .append(word);
    }
    return text.toString();
  }
}
