package network.cairn.api.table;

import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Kind;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.Use;

/// Who has what and who is where, as a DHT tells.
public final class RoutingTable {
  private static final Option VERBOSE =
      Option.flag("verbose", 'v', "Print whom it asks and what they say.").used(Use.BOTH);

  static final Command ROUTING = Command.group("routing", "Ask the DHT, and tell it.");
  public static final Command FIND_PROVIDERS =
      Command.of(Needs.DAEMON, "routing findprovs", "Find peers that have said to have a block.")
          .with(
              VERBOSE,
              Option.of(new Kind.Number(1, 1000), "num-providers", 'n', "How many.").orElse("20"))
          .with(Argument.one("key", "The block's CID."));
  public static final Command FIND_PEER =
      Command.of(Needs.DAEMON, "routing findpeer", "Find where a peer is.")
          .with(VERBOSE)
          .with(Argument.one("peerID", "The peer's id."));
  public static final Command PROVIDE =
      Command.of(Needs.DAEMON, "routing provide", "Tell peers that this node has a block.")
          .with(VERBOSE)
          .with(Argument.many("key", "CIDs of blocks that are here."))
          .describe(
              """
              The peers nearest to the CID in the DHT of the internet, or in that of the local network where no other is
              known, remember it for two days: say it again before. They refuse what has no address that they can reach.\
              """);

  public static final Command GET =
      Command.of(Needs.DAEMON, "routing get", "Find the best value of a key.")
          .with(Argument.many("key", "/ipns/ or /pk/ and a peer's id."))
          .describe(
              """
              Peers of the DHT keep signed records of names (/ipns/) and public keys (/pk/). What they answer is checked:
              a value that is not true for its key counts as none. Of several the newest is printed, as bytes.\
              """);
  public static final Command PUT =
      Command.of(Needs.DAEMON, "routing put", "Leave a value with the peers nearest to its key.")
          .with(
              Option.flag(
                  "allow-offline",
                  "Count it as done where no peer took it; it is kept here until the daemon ends."))
          .with(
              Argument.one("key", "/ipns/ or /pk/ and a peer's id."),
              Argument.file(
                  "value-file", "A signed record or a public key, at most 10 KiB; - for input."))
          .describe(
              """
              Peers refuse what is not true for the key, and what is older than the record that they have. They forget it
              after two days.\
              """);

  static final Command PROVIDING =
      Command.group("provide", "See how what is here is announced to DHTs.");
  public static final Command PROVIDE_STAT =
      Command.of(
              Needs.DAEMON,
              "provide stat",
              "Say how announcing goes, or of a CID when and to whom.")
          .with(
              Option.flag("lan", "Of the local network's DHT, not of the internet's.")
                  .used(Use.SENT),
              Option.flag("all", 'a', "Print all that is counted.").used(Use.BOTH))
          .with(Argument.optional("cid", "A block that is here: when it was announced."))
          .describe(
              """
              What is here is announced by itself, new blocks soon after they came and all of them again in each cycle
              (Provide.Strategy, Provide.DHT.Interval), region by region of the DHT's key space. How many peers hold a CID's
              record is the average of its region, where it was announced with it.\
              """);

  private RoutingTable() {}
}
