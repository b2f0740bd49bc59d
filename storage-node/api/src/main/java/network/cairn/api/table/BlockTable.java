package network.cairn.api.table;

import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Guard;
import network.cairn.api.Needs;
import network.cairn.api.Option;

/// Single blocks.
public final class BlockTable {
  private static final Argument BLOCK = Argument.piped("cid", "The block.");
  static final Option ALLOW_BIG = Option.flag("allow-big-block", "Allow blocks over 1 MiB.");

  static final Command BLOCKS = Command.group("block", "Work with raw blocks.");
  public static final Command GET =
      Command.of(Needs.HOME, "block get", "Print a block's bytes.").with(BLOCK);
  public static final Command STAT =
      Command.of(Needs.HOME, "block stat", "Print a block's size.").with(BLOCK);
  public static final Command PUT =
      Command.of(Needs.HOME, "block put", "Keep files or standard input as blocks.")
          .with(
              Option.text("cid-codec", "Codec of the CID.").orElse("raw"),
              Option.text("mhtype", "Hash function.").orElse("sha2-256"),
              Option.number("mhlen", "Digest length in bytes; -1 for the function's own.")
                  .orElseAtDoor("-1"),
              Option.flag("pin", "Pin the blocks."),
              ALLOW_BIG,
              Option.text("format", 'f', "Codec by Kubo's older names: v0, protobuf, cbor."))
          .with(Argument.files("data", "Files; standard input for - and where none is given."))
          .guardedBy(Guard.CHANGES);
  public static final Command REMOVE =
      Command.of(Needs.HOME, "block rm", "Remove blocks that nothing pins.")
          .with(
              Option.flag("force", 'f', "Say nothing of blocks that are not here."),
              Option.flag("quiet", 'q', "Print nothing."))
          .with(Argument.many("cid", "Blocks."))
          .guardedBy(Guard.CHANGES);

  private BlockTable() {}
}
