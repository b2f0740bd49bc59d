package network.cairn.api.table;

import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Guard;
import network.cairn.api.Kind;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.Use;

/// The node among others: identity, connections, round trips, the exchange.
public final class SwarmTable {
  private static final Argument ADDRESSES = Argument.many("address", "Multiaddrs with /p2p.");

  static final Command SWARM = Command.group("swarm", "Work with connections to peers.");
  public static final Command PEERS =
      Command.of(Needs.DAEMON, "swarm peers", "List connected peers.")
          .with(
              Option.flag("verbose", 'v', "Print all that is known."),
              Option.flag("streams", "Print open streams."),
              Option.flag("latency", "Print round trip times."),
              Option.flag("direction", "Print who dialled."),
              Option.flag("identify", "Print what the peer says of itself."));
  public static final Command ADDRS =
      Command.of(Needs.DAEMON, "swarm addrs", "List known addresses.");
  public static final Command ADDRS_LOCAL =
      Command.of(Needs.DAEMON, "swarm addrs local", "List this node's addresses.")
          .with(Option.flag("id", "With /p2p."));
  public static final Command ADDRS_LISTEN =
      Command.of(Needs.DAEMON, "swarm addrs listen", "List the addresses listened on.");
  public static final Command CONNECT =
      Command.of(Needs.DAEMON, "swarm connect", "Connect to peers.")
          .with(ADDRESSES)
          .guardedBy(Guard.CHANGES);
  public static final Command DISCONNECT =
      Command.of(Needs.DAEMON, "swarm disconnect", "Close connections.")
          .with(ADDRESSES)
          .guardedBy(Guard.CHANGES);

  static final Command PEERING =
      Command.group("swarm peering", "Look after peers that are always connected to.");
  public static final Command PEERING_ADD =
      Command.of(Needs.DAEMON, "swarm peering add", "Keep connected to peers from now on.")
          .with(ADDRESSES)
          .guardedBy(Guard.CHANGES)
          .describe(
              """
              Their connections are never trimmed, and who is not connected is dialled again after 5 s to 10 minutes,
              until the daemon ends; Peering.Peers of the configuration lists those of every start. At most 1,000
              peers with 16 addresses each; the addresses of one that is in the list are replaced.\
              """);
  public static final Command PEERING_LS =
      Command.of(Needs.DAEMON, "swarm peering ls", "List the peers that are kept connected to.");
  public static final Command PEERING_RM =
      Command.of(Needs.DAEMON, "swarm peering rm", "Keep connected to peers no longer.")
          .with(Argument.many("ID", "Peer ids."))
          .guardedBy(Guard.CHANGES);

  private static final Option EXPAND_AUTO =
      Option.flag("expand-auto", "Accepted for Kubo's sake.").used(Use.DOOR);

  public static final Command BOOTSTRAP =
      Command.of(Needs.HOME, "bootstrap", "List the peers that the daemon keeps connected to.")
          .describe(
              """
              What is added or removed counts from the daemon's next start. These peers are trusted to lead to
              others: only add those that you know.\
              """);
  public static final Command BOOTSTRAP_LIST =
      Command.of(Needs.HOME, "bootstrap list", "List the peers that the daemon keeps connected to.")
          .with(EXPAND_AUTO);
  public static final Command BOOTSTRAP_ADD =
      Command.of(Needs.HOME, "bootstrap add", "Add peers to keep connected to.")
          .with(Argument.many("peer", "Multiaddrs with /p2p."))
          .guardedBy(Guard.TOKEN);
  public static final Command BOOTSTRAP_REMOVE =
      Command.of(Needs.HOME, "bootstrap rm", "Remove peers that were kept connected to.")
          .with(Option.flag("all", "Remove all."))
          .with(Argument.any("peer", "Multiaddrs with /p2p, or /p2p/ID for all of a peer's."))
          .guardedBy(Guard.TOKEN);
  public static final Command BOOTSTRAP_REMOVE_ALL =
      Command.of(Needs.HOME, "bootstrap rm all", "Remove all peers that were kept connected to.")
          .guardedBy(Guard.TOKEN);

  static final Command BITSWAP = Command.group("bitswap", "Look at the exchange.");
  public static final Command BITSWAP_STAT =
      Command.of(Needs.DAEMON, "bitswap stat", "Print counts.")
          .with(
              Option.flag("verbose", 'v', "Name the peers.").used(Use.BOTH),
              Option.flag("human", "Print sizes in MiB.").used(Use.BOTH));
  public static final Command BITSWAP_LEDGER =
      Command.of(Needs.DAEMON, "bitswap ledger", "Count what was exchanged with a peer.")
          .with(Argument.one("peer", "The peer's id."))
          .describe(
              """
              Bytes of blocks since the daemon's start; of the 4,096 peers with whom something was exchanged last. The
              debt ratio is what was sent by what was received.\
              """);
  static final Command STATS = Command.group("stats", "Print counts.");
  public static final Command STATS_BITSWAP = BITSWAP_STAT.alias("stats bitswap");
  public static final Command WANTLIST =
      Command.of(Needs.DAEMON, "bitswap wantlist", "List the blocks wanted.")
          .with(Option.text("peer", 'p', "Refused.").used(Use.DOOR));
  public static final Command BANDWIDTH =
      Command.of(Needs.DAEMON, "stats bw", "Count the network's bytes.")
          .with(
              Option.text("peer", 'p', "Refused.").used(Use.DOOR),
              Option.text("proto", 't', "Refused.").used(Use.DOOR),
              Option.flag("poll", "Go on telling."),
              Option.of(new Kind.Time(), "interval", 'i', "Between two tellings, at least 100ms.")
                  .orElse("1s"));

  public static final Command ID =
      Command.of(Needs.HOME, "id", "Show who this node, or a peer, is.")
          .with(
              Option.text(
                      "format",
                      'f',
                      "Print this, with <id> <aver> <pubkey> <addrs> <protocols> replaced.")
                  .used(Use.BOTH),
              Option.text("peerid-base", "Multibase of the peer's id; b58mh or v0 for a multihash.")
                  .orElse("b58mh"))
          .with(Argument.optional("peerid", "A peer."));
  public static final Command PING =
      Command.of(Needs.DAEMON, "ping", "Measure round trips to a peer.")
          .with(Option.of(new Kind.Number(1, 1000), "count", 'n', "How many.").orElse("10"))
          .with(Argument.piped("peer", "A peer id or a multiaddr with /p2p.").called("peer ID"));

  private SwarmTable() {}
}
