package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;

/// All that a transaction can ask for (docs/protocol.md §2 to §6). Each constructor refuses fields
/// out of range with [OutOfRange]; what depends on state the rules judge. Immutable.
public sealed interface Msg {
  /// Which message; also the order of the fee table.
  enum Kind {
    TRANSFER,
    REGISTER_PROVIDER,
    UPDATE_PROVIDER,
    BOND_ADD,
    BOND_WITHDRAW,
    CREATE_AGREEMENT,
    OPEN_SET,
    PROVE_BATCH,
    TERMINATE,
    RESERVE_REPAIR,
    COMPLETE_REPAIR
  }

  int MAX_ADDRESSES = 8;
  int MAX_ADDRESS_BYTES = 128;
  int MAX_ROOT_BYTES = 100;
  int MAX_COPIES = 16;
  int MAX_TERM = 3_650;
  int MAX_MULTIPLIER = 4;

  Kind kind();

  /// Moves an amount above 0; creates the receiver's account where there is none.
  record Transfer(Address to, Amount amount) implements Msg {
    public Transfer {
      OutOfRange.require(!amount.isZero(), "a transfer of 0");
    }

    @Override
    public Kind kind() {
      return Kind.TRANSFER;
    }
  }

  /// Makes the payer a provider.
  ///
  /// @param peerSignature by the peer id's key over [Domain#bindPeer]
  record RegisterProvider(
      Address payout,
      ByteString peerId,
      ByteString peerSignature,
      List<ByteString> addresses,
      Amount bond)
      implements Msg {
    public RegisterProvider {
      PeerIds.require(peerId);
      addresses = boundedAddresses(addresses);
    }

    @Override
    public Kind kind() {
      return Kind.REGISTER_PROVIDER;
    }
  }

  /// Changes what is given. Peer id and addresses the operator changes, the payout address its
  /// holder.
  record UpdateProvider(
      Address provider,
      Optional<Address> payout,
      Optional<PeerChange> peer,
      Optional<List<ByteString>> addresses)
      implements Msg {
    public UpdateProvider {
      addresses = addresses.map(Msg::boundedAddresses);
      OutOfRange.require(
          payout.isPresent() || peer.isPresent() || addresses.isPresent(),
          "an update that changes nothing");
    }

    @Override
    public Kind kind() {
      return Kind.UPDATE_PROVIDER;
    }
  }

  /// A new peer id with its signature over [Domain#bindPeer].
  record PeerChange(ByteString peerId, ByteString signature) {
    public PeerChange {
      PeerIds.require(peerId);
    }
  }

  record BondAdd(Amount amount) implements Msg {
    public BondAdd {
      OutOfRange.require(!amount.isZero(), "an addition of 0");
    }

    @Override
    public Kind kind() {
      return Kind.BOND_ADD;
    }
  }

  record BondWithdraw(Amount amount) implements Msg {
    public BondWithdraw {
      OutOfRange.require(!amount.isZero(), "a withdrawal of 0");
    }

    @Override
    public Kind kind() {
      return Kind.BOND_WITHDRAW;
    }
  }

  /// Locks the rent of all copies at the ceiling, and the deposits.
  ///
  /// @param root exact bytes of the content's root CID
  /// @param piece exact bytes of the piece CID v2
  /// @param ceiling highest price, pebbles per GiB and day
  /// @param term periods
  /// @param fillUntil last height at which a slot may be filled
  record CreateAgreement(
      ByteString root,
      ByteString piece,
      int copies,
      Amount ceiling,
      int term,
      int multiplier,
      long fillUntil)
      implements Msg {
    public CreateAgreement {
      OutOfRange.require(
          !root.isEmpty() && root.size() <= MAX_ROOT_BYTES, "a root CID has 1 to 100 bytes");
      requireRange("copies", copies, MAX_COPIES);
      requireRange("term", term, MAX_TERM);
      requireRange("multiplier", multiplier, MAX_MULTIPLIER);
    }

    @Override
    public Kind kind() {
      return Kind.CREATE_AGREEMENT;
    }
  }

  /// Takes a slot under the client's signed intent.
  record OpenSet(SignedIntent intent) implements Msg {
    @Override
    public Kind kind() {
      return Kind.OPEN_SET;
    }
  }

  /// Proofs of open periods; each entry is judged by itself.
  record ProveBatch(List<ByteString> entries) implements Msg {
    public ProveBatch {
      entries = List.copyOf(entries);
    }

    @Override
    public Kind kind() {
      return Kind.PROVE_BATCH;
    }
  }

  /// Ends an agreement, by its client.
  record TerminateAgreement(long agreement) implements Msg {
    @Override
    public Kind kind() {
      return Kind.TERMINATE;
    }
  }

  /// Leaves a set, by its provider.
  record TerminateSet(long set) implements Msg {
    @Override
    public Kind kind() {
      return Kind.TERMINATE;
    }
  }

  record ReserveRepair(long ticket) implements Msg {
    @Override
    public Kind kind() {
      return Kind.RESERVE_REPAIR;
    }
  }

  /// @param proof one entry in the form of a [ProveBatch]'s
  record CompleteRepair(long ticket, ByteString proof) implements Msg {
    @Override
    public Kind kind() {
      return Kind.COMPLETE_REPAIR;
    }
  }

  /// A canonical message with a field out of range: it fails, its fee is taken.
  record Malformed(Kind kind, String reason) implements Msg {}

  private static List<ByteString> boundedAddresses(List<ByteString> addresses) {
    OutOfRange.require(
        addresses.size() <= MAX_ADDRESSES, addresses.size() + " addresses are above 8");
    for (ByteString address : addresses) {
      OutOfRange.require(
          address.size() <= MAX_ADDRESS_BYTES,
          "an address of " + address.size() + " bytes is above 128");
    }
    return List.copyOf(addresses);
  }

  private static void requireRange(String field, int value, int max) {
    OutOfRange.require(value >= 1 && value <= max, field + " " + value + " is not in 1.." + max);
  }
}
