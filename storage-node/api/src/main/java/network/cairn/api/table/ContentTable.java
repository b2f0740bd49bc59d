package network.cairn.api.table;

import java.util.List;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Guard;
import network.cairn.api.Kind;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.Use;

/// Files and directories: adding and reading them.
public final class ContentTable {
  static final Kind PROFILE = new Kind.Choice(List.of("home", "unixfs-v1-2025", "legacy-cid-v0"));
  private static final Kind NOT_NEGATIVE = new Kind.Number(0, Long.MAX_VALUE);
  static final Option PROGRESS_IGNORED =
      Option.flag("progress", 'p', "Accepted for Kubo's sake.").used(Use.BOTH);
  static final Option PEER = Option.text("peer", "A peer to fetch from, as a multiaddr with /p2p.");
  static final Option FROM =
      Option.text("from", "A server to fetch blocks from, as https://gateway.example.");
  static final Argument PATH = Argument.piped("path", "A CID or a path below one.");
  static final Argument PATHS = Argument.many("path", "CIDs or paths below them.");

  public static final Command ADD =
      Command.of(Needs.HOME, "add", "Add a file or directory.")
          .with(
              Option.flag("recursive", 'r', "Add directory paths recursively.").used(Use.HERE),
              Option.flag("dereference-args", "Add what symlinks among the arguments point to.")
                  .used(Use.HERE),
              Option.flag("dereference-symlinks", "Add what symlinks point to.").used(Use.HERE),
              Option.text("stdin-name", "The name of what comes from standard input.")
                  .used(Use.HERE),
              Option.flag("hidden", 'H', "Include hidden files of directories.").used(Use.HERE),
              Option.text(
                      "ignore", "A rule, in gitignore's manner, of what to leave out; repeatable.")
                  .repeated()
                  .used(Use.HERE),
              Option.text("ignore-rules-path", "A file of such rules.").used(Use.HERE),
              Option.flag("quiet", 'q', "Write CIDs only.").used(Use.BOTH),
              Option.flag("quieter", 'Q', "Write the last CID only.").used(Use.BOTH),
              Option.flag("silent", "Write nothing.").used(Use.BOTH),
              Option.flag("progress", 'p', "Show progress; by itself on a terminal.")
                  .used(Use.BOTH),
              Option.flag("only-hash", 'n', "Compute CIDs, keep nothing; needs no repository.")
                  .needing(Needs.HASHING),
              Option.flag("wrap-with-directory", 'w', "Wrap files with a directory."),
              Option.flag("pin", "Pin what was added.").orElse("true"),
              Option.text("pin-name", "The pin's name."),
              Option.of(
                      PROFILE,
                      "profile",
                      "Import profile: unixfs-v1-2025, legacy-cid-v0, or the home's"
                          + " Import.Profile.")
                  .orElseHere("home"),
              Option.of(new Kind.Number(0, 1), "cid-version", "CID version, 0 or 1."),
              Option.text("hash", "Hash function, sha2-256 unless the profile says otherwise."),
              Option.flag("raw-leaves", "Keep leaves as raw blocks."),
              Option.text(
                  "chunker",
                  's',
                  "Chunking: size-N, rabin, rabin-AVG, rabin-MIN-AVG-MAX or buzhash."),
              Option.number("max-file-links", "Links of a file node at most."),
              Option.number(
                  "max-directory-links", "Links of a directory at most before it is sharded."),
              Option.number("max-hamt-fanout", "Fanout of a sharded directory."),
              Option.flag("trickle", 't', "Lay files out by the trickle layout."),
              Option.flag("inline", "Keep small blocks in their CIDs."),
              Option.of(new Kind.Number(0, 128), "inline-limit", "Bytes of a block to keep so.")
                  .orElseAtDoor("32"),
              Option.flag("preserve-mode", "Keep the files' modes; no raw leaves then."),
              Option.flag("preserve-mtime", "Keep the files' times of change; no raw leaves then."),
              Option.text("mode", "A mode that all entries get, octal behind a 0."),
              Option.text("mtime", "A time of change that all entries get, in seconds."),
              Option.text("mtime-nsecs", "Nanoseconds of that time."),
              Option.text("to-files", "Refused: this node has no files API.").used(Use.BOTH),
              refused(Option.flag("nocopy", "Refused.")),
              refused(Option.flag("fscache", "Refused.")))
          .with(
              Argument.files(
                  "path", "Files and directories; standard input for - and where none is given."))
          .describe(
              """
              Prints the CID of each file and directory. The profile is the home's Import.Profile, which is
              unixfs-v1-2025 unless that was changed; with legacy-cid-v0 CIDs are those of Kubo's own default
              (CIDv0, 256 KiB chunks).\
              """)
          .guardedBy(Guard.CHANGES);
  public static final Command CAT =
      Command.of(Needs.HOME, "cat", "Show the bytes of a file.")
          .with(
              Option.of(NOT_NEGATIVE, "offset", 'o', "Byte to begin at."),
              Option.of(NOT_NEGATIVE, "length", 'l', "Bytes to show at most."),
              PEER,
              FROM,
              PROGRESS_IGNORED)
          .with(PATHS.called("ipfs-path"));
  public static final Command GET =
      Command.of(Needs.HOME, "get", "Download a file or directory.")
          .with(
              Option.text("output", 'o', "The path to write to.").used(Use.BOTH),
              Option.flag("archive", 'a', "Write a TAR archive.").used(Use.BOTH),
              Option.flag("compress", 'C', "Compress with gzip."),
              Option.of(new Kind.Number(1, 9), "compression-level", 'l', "Gzip level, 1 to 9.")
                  .orElseAtDoor("6"),
              PEER,
              FROM,
              Option.flag("progress", 'p', "Show progress; by itself on a terminal.")
                  .used(Use.BOTH))
          .with(PATH.called("ipfs-path"));
  public static final Command LS =
      Command.of(Needs.HOME, "ls", "List the entries of a directory.")
          .with(
              Option.flag("headers", 'v', "Print column headers."),
              Option.flag("resolve-type", "Look at each entry for its type.").orElse("true"),
              Option.flag("size", "Look at each entry for its size.").orElse("true"),
              Option.flag("stream", 's', "Print entries as they are found, unsorted."),
              Option.flag("long", 'l', "Print modes and times of change, where they are kept.")
                  .used(Use.BOTH))
          .with(PATHS.called("ipfs-path"));
  public static final Command REFS =
      Command.of(Needs.HOME, "refs", "List the links of an object.")
          .with(
              Option.text("format", "How to print an edge: <src> <dst> <linkname>."),
              Option.flag("edges", 'e', "Print source and target of each link."),
              Option.flag("unique", 'u', "Print each link once."),
              Option.flag("recursive", 'r', "Follow links."),
              Option.number("max-depth", "Depth to follow to; -1 for no bound.").orElseAtDoor("-1"))
          .with(PATHS.called("ipfs-path"));
  public static final Command REFS_LOCAL =
      Command.of(Needs.HOME, "refs local", "List all blocks kept here.");
  public static final Command REPO_LS = REFS_LOCAL.alias("repo ls").doorOnly();
  public static final Command RESOLVE =
      Command.of(Needs.HOME, "resolve", "Find the CID that a path leads to.")
          .with(
              Option.flag("recursive", 'r', "Resolve until the end.").orElse("true"),
              Option.number("dht-record-count", "Accepted for Kubo's sake.")
                  .alias("dhtrc")
                  .used(Use.DOOR),
              Option.text("dht-timeout", "Accepted for Kubo's sake.").alias("dhtt").used(Use.DOOR))
          .with(PATH.called("name"));

  private ContentTable() {}

  /// One of Kubo's that changes the result and is not offered.
  private static Option refused(Option option) {
    return option.used(Use.DOOR);
  }
}
