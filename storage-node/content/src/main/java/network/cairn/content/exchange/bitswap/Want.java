package network.cairn.content.exchange.bitswap;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.libp2p.peer.PeerId;
import org.jspecify.annotations.Nullable;

/// One block that a session wants. Guarded by its session.
final class Want {
  final Cid cid;
  final Set<PeerId> lacking = new HashSet<>();
  final Set<PeerId> asking = new HashSet<>();

  /// Whom this want was said to and not withdrawn from: who answers may remember it, and who lacks
  /// the block does.
  final Set<PeerId> told = new HashSet<>();

  private @Nullable PeerId asked;
  private @Nullable PeerId late;
  private @Nullable Block block;
  int readers;

  Want(Cid cid) {
    this.cid = cid;
  }

  /// The peer that has been asked for the bytes.
  Optional<PeerId> asked() {
    return Optional.ofNullable(asked);
  }

  boolean isAsked(PeerId peer) {
    return asked != null && peer.equals(asked);
  }

  void ask(PeerId peer) {
    asked = peer;
  }

  void unask() {
    asked = null;
  }

  /// The peer that was asked before the other one, has not given the block in time and still may.
  Optional<PeerId> late() {
    return Optional.ofNullable(late);
  }

  boolean isLate(PeerId peer) {
    return late != null && peer.equals(late);
  }

  /// Makes the asked peer the late one, so that another can be asked.
  void overdue() {
    late = asked;
    asked = null;
  }

  void unlate() {
    late = null;
  }

  Optional<Block> block() {
    return Optional.ofNullable(block);
  }

  void arrived(Block bytes) {
    block = bytes;
  }

  boolean isOpen() {
    return block == null;
  }
}
