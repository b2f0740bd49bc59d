package network.cairn.api.table;

import java.util.List;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Guard;
import network.cairn.api.Kind;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.Use;

/// Pins: what is kept from being collected.
public final class PinTable {
  private static final Option RECURSIVE =
      Option.flag("recursive", 'r', "The whole DAG.").orElse("true");
  private static final Argument PATHS = Argument.many("path", "CIDs or paths.").called("ipfs-path");

  static final Command PINS = Command.group("pin", "Keep content from being collected.");
  public static final Command ADD =
      Command.of(Needs.HOME, "pin add", "Pin DAGs, fetching what is missing.")
          .with(
              RECURSIVE,
              Option.text("name", 'n', "The pin's name."),
              Option.flag("progress", "Show progress.").used(Use.BOTH),
              ContentTable.PEER)
          .with(PATHS)
          .guardedBy(Guard.CHANGES);
  public static final Command REMOVE =
      Command.of(Needs.HOME, "pin rm", "Unpin.")
          .with(RECURSIVE)
          .with(PATHS)
          .guardedBy(Guard.CHANGES);
  public static final Command LS =
      Command.of(Needs.HOME, "pin ls", "List pins.")
          .with(
              Option.of(
                      new Kind.Choice(List.of("direct", "indirect", "recursive", "all")),
                      "type",
                      't',
                      "all, direct, indirect or recursive.")
                  .orElse("all"),
              Option.flag("quiet", 'q', "Print CIDs only."),
              Option.text("name", 'n', "Only pins whose name holds this text."),
              Option.flag("names", "Print names."),
              Option.flag("stream", 's', "Print pins as they are found."))
          .with(Argument.any("path", "Only these.").called("ipfs-path"));
  public static final Command UPDATE =
      Command.of(Needs.HOME, "pin update", "Pin one DAG instead of another.")
          .with(Option.flag("unpin", "Unpin the old one.").orElse("true"))
          .with(
              Argument.one("from-path", "Pinned until now."),
              Argument.one("to-path", "Pinned from now on."))
          .guardedBy(Guard.CHANGES);
  public static final Command VERIFY =
      Command.of(Needs.HOME, "pin verify", "Check that pinned DAGs are whole.")
          .with(
              Option.flag("verbose", 'v', "Print good ones too.").letterHere(),
              Option.flag("quiet", 'q', "Print broken CIDs only."));

  private PinTable() {}
}
