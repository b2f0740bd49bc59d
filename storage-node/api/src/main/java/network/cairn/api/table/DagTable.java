package network.cairn.api.table;

import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Guard;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.Use;

/// IPLD objects, archives of them, counts.
public final class DagTable {
  private static final Option LOCAL_ONLY =
      Option.flag("local-only", "Only blocks that are kept here; what is missing is left out.")
          .used(Use.BOTH);

  static final Command DAG = Command.group("dag", "Work with IPLD objects.");
  public static final Command GET =
      Command.of(Needs.HOME, "dag get", "Print an object.")
          .with(Option.text("output-codec", "Codec to print in.").orElse("dag-json"))
          .with(ContentTable.PATH.called("ref"));
  public static final Command PUT =
      Command.of(Needs.HOME, "dag put", "Keep objects from files or standard input.")
          .with(
              Option.text("store-codec", "Codec to keep in.").orElse("dag-cbor"),
              Option.text("input-codec", "Codec of the input.").orElse("dag-json"),
              Option.text("hash", "Hash function.").orElseAtDoor("sha2-256"),
              Option.flag("pin", "Pin the object."),
              BlockTable.ALLOW_BIG)
          .with(
              Argument.files("data", "Files; standard input for - and where none is given.")
                  .called("object data"))
          .guardedBy(Guard.CHANGES);
  public static final Command RESOLVE =
      Command.of(
              Needs.HOME,
              "dag resolve",
              "Find the CID that a path leads to, and what of the path is left.")
          .with(ContentTable.PATH.called("ref"));
  public static final Command IMPORT =
      Command.of(Needs.HOME, "dag import", "Keep the blocks of CAR files.")
          .with(
              Option.flag("pin-roots", "Pin the roots.").orElse("true"),
              Option.flag("silent", "Print nothing."),
              Option.flag("stats", "Print counts."),
              BlockTable.ALLOW_BIG,
              Option.flag("local-only", "Of a part of a DAG, whose roots cannot be pinned.")
                  .used(Use.BOTH))
          .with(Argument.files("path", "CAR files; standard input for - and where none is given."))
          .guardedBy(Guard.CHANGES);
  public static final Command EXPORT =
      Command.of(Needs.HOME, "dag export", "Write a DAG as a CAR to standard output.")
          .with(ContentTable.PROGRESS_IGNORED, LOCAL_ONLY)
          .with(Argument.piped("root", "The root."));
  public static final Command STAT =
      Command.of(Needs.HOME, "dag stat", "Count the blocks and bytes of DAGs.")
          .with(Option.flag("progress", 'p', "Show progress.").used(Use.BOTH))
          .with(ContentTable.PATHS.called("root"));

  private DagTable() {}
}
