package network.cairn.deals.provider;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.peer.PeerId;

/// A duty: one slot that a provider took or means to take, from the intent or ticket on.
///
/// @param piece exact bytes of the piece CID v2
/// @param validUntil height after which an unopened slot is given up
/// @param signedIntent empty for a repair
/// @param peer whom the piece came from, as bytes; empty for a repair
/// @param ticket 0 for a fill
/// @param set 0 until known
/// @param tx body id of the transaction that opens the set; empty before it is sent
record Holding(
    State state,
    ByteString piece,
    long agreement,
    int slot,
    long validUntil,
    ByteString signedIntent,
    ByteString peer,
    long ticket,
    long set,
    ByteString tx) {
  /// How far a duty is, each with its number in the repository.
  enum State {
    /// Written by another version.
    UNKNOWN(0),
    RECEIVING(1),

    /// The piece is on the disk.
    COMPLETE(2),
    OPEN(3);

    private final int number;

    State(int number) {
      this.number = number;
    }

    /// The one of this number, `UNKNOWN` if there is none.
    static State of(int number) {
      return Arrays.stream(values())
          .filter(one -> one.number == number)
          .findFirst()
          .orElse(UNKNOWN);
    }

    int number() {
      return number;
    }
  }

  /// A slot under a client's intent.
  static Holding fill(State state, SignedIntent signed, Intent intent, PeerId client) {
    return new Holding(
        state,
        intent.piece(),
        intent.agreement(),
        (int) intent.slot(),
        intent.validUntil(),
        signed.encode(),
        ByteString.copyFrom(client.bytes()),
        0,
        0,
        ByteString.EMPTY);
  }

  /// The copy of a ticket.
  static Holding repair(long ticket, long agreement, int slot, PieceCid piece, long giveUpAt) {
    return new Holding(
        State.RECEIVING,
        ByteString.copyFrom(piece.encode()),
        agreement,
        slot,
        giveUpAt,
        ByteString.EMPTY,
        ByteString.EMPTY,
        ticket,
        0,
        ByteString.EMPTY);
  }

  /// A set that the ledger names and whose piece is here; how it came is not known any more.
  static Holding found(SetRecord set, PieceCid piece) {
    return new Holding(
        State.OPEN,
        ByteString.copyFrom(piece.encode()),
        set.agreement(),
        set.slot(),
        0,
        ByteString.EMPTY,
        ByteString.EMPTY,
        0,
        set.id(),
        ByteString.EMPTY);
  }

  /// Whether it is a fill under an intent that this account signed.
  boolean isOf(Address client) {
    return !signedIntent.isEmpty()
        && Address.ofKey(SignedIntent.decode(signedIntent).sig().pubkey()).equals(client);
  }

  /// The piece is here.
  Holding complete() {
    return with(State.COMPLETE, set, tx);
  }

  /// A transaction that opens the set leaves.
  Holding sent(ByteString body) {
    return with(state, set, body);
  }

  /// The set is open.
  Holding opened(long id) {
    return with(State.OPEN, id, tx);
  }

  private Holding with(State next, long id, ByteString body) {
    return new Holding(
        next, piece, agreement, slot, validUntil, signedIntent, peer, ticket, id, body);
  }
}
