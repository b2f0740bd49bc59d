package network.cairn.content.exchange;

import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.libp2p.peer.PeerId;

/// A server of single blocks, as one session asks it. Its answers go to a [Taker], never from
/// within a call of one of these methods, none of which blocks. Thread-safe.
public interface BlockServer extends AutoCloseable {
  /// What it is known by among peers; the same for one server in all sessions, and nobody's key.
  PeerId id();

  /// Asks for a block; one that was asked for is not asked for again.
  ///
  /// @param urgent whether it is to be the next
  /// @return false if as many are asked for as it takes
  boolean want(Cid cid, boolean urgent);

  /// What was not sent for yet is not wanted any more.
  void cancel(Cid cid);

  /// When bytes last came from it, by the scheduler's clock; long ago if never.
  long heard();

  /// Nothing more is told to the taker.
  @Override
  void close();

  /// Who is told what a server answers. Thread-safe.
  interface Taker {
    /// @param block checked against the CID that was asked for
    void gave(PeerId server, Block block);

    void lacks(PeerId server, Cid cid);

    /// It is asked no further, and closed.
    ///
    /// @param why for people, with the server's name
    void failed(PeerId server, String why);
  }
}
