package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;

/// All that a transaction can ask for (docs/protocol.md §2 to §6, §16, §17). Each constructor
/// refuses fields out of range with [OutOfRange]; what depends on state the rules judge. Immutable.
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
    COMPLETE_REPAIR,
    BOND_STAKE,
    UNBOND_STAKE,
    CHANGE_KEYS,
    UNJAIL,
    PROPOSE,
    VOTE,
    TREASURY_ORDER;

    /// Whether only a chain with staking parameters has it.
    public boolean isStaking() {
      return switch (this) {
        case BOND_STAKE, UNBOND_STAKE, CHANGE_KEYS, UNJAIL -> true;
        case TRANSFER,
            REGISTER_PROVIDER,
            UPDATE_PROVIDER,
            BOND_ADD,
            BOND_WITHDRAW,
            CREATE_AGREEMENT,
            OPEN_SET,
            PROVE_BATCH,
            TERMINATE,
            RESERVE_REPAIR,
            COMPLETE_REPAIR,
            PROPOSE,
            VOTE,
            TREASURY_ORDER ->
            false;
      };
    }

    /// Whether only a chain whose parameters can change has it.
    public boolean isGovernance() {
      return this == PROPOSE || this == VOTE;
    }
  }

  int MAX_ADDRESSES = 8;
  int MAX_ADDRESS_BYTES = 128;
  int MAX_ROOT_BYTES = 100;
  int MAX_COPIES = 16;
  int MAX_TERM = 3_650;
  int MAX_MULTIPLIER = 4;
  int MAX_CHANGES = 16;

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

  /// A key for votes.
  ///
  /// @param pubkey Ed25519
  /// @param signature by it over [Domain#bindValidator]
  record VoteKey(ByteString pubkey, ByteString signature) {
    public VoteKey {
      OutOfRange.require(pubkey.size() == 32, "a validator key has 32 bytes");
      OutOfRange.require(signature.size() == 64, "a validator key's signature has 64 bytes");
    }
  }

  /// A key for the beacon.
  ///
  /// @param proof its ECVRF proof over [Domain#bindBeacon]
  record BeaconKey(ByteString key, ByteString proof) {
    public BeaconKey {
      OutOfRange.require(key.size() == 32, "a beacon key has 32 bytes");
      OutOfRange.require(proof.size() == 80, "a beacon key's proof has 80 bytes");
    }
  }

  /// The keys of a new candidate.
  record CandidateKeys(VoteKey vote, BeaconKey beacon) {}

  /// Makes the payer a candidate, where keys are given; otherwise adds to its stake.
  record BondStake(Amount amount, Optional<CandidateKeys> keys) implements Msg {
    public BondStake {
      OutOfRange.require(!amount.isZero(), "a stake of 0");
    }

    @Override
    public Kind kind() {
      return Kind.BOND_STAKE;
    }
  }

  /// Takes from the payer's stake, to be paid after the unbonding time.
  record UnbondStake(Amount amount) implements Msg {
    public UnbondStake {
      OutOfRange.require(!amount.isZero(), "an unbonding of 0");
    }

    @Override
    public Kind kind() {
      return Kind.UNBOND_STAKE;
    }
  }

  /// Replaces what is given at the next border.
  record ChangeKeys(Optional<VoteKey> vote, Optional<BeaconKey> beacon) implements Msg {
    public ChangeKeys {
      OutOfRange.require(
          vote.isPresent() || beacon.isPresent(), "a change of keys that changes nothing");
    }

    @Override
    public Kind kind() {
      return Kind.CHANGE_KEYS;
    }
  }

  /// Ends the payer's jail.
  record Unjail() implements Msg {
    @Override
    public Kind kind() {
      return Kind.UNJAIL;
    }
  }

  /// What a vote decides on: changes of parameters, a program that all must run, or keys of the
  /// treasury.
  sealed interface Proposed {}

  /// @param list 1 to 16, each of another parameter
  record Changes(List<ParamChange> list) implements Proposed {
    public Changes {
      list = List.copyOf(list);
      requireRange("number of changes", list.size(), MAX_CHANGES);
      OutOfRange.require(
          list.stream().map(ParamChange::name).distinct().count() == list.size(),
          "a parameter is changed twice");
    }
  }

  record NewProgram(Upgrade upgrade) implements Proposed {}

  /// Keys that the treasury has at once when the proposal comes into force.
  record Treasurers(NamedKeys named) implements Proposed {}

  /// Puts something to the vote.
  ///
  /// @param activationHeight the first block that it would hold for
  record Propose(Proposed proposed, long activationHeight) implements Msg {
    @Override
    public Kind kind() {
      return Kind.PROPOSE;
    }
  }

  /// Carries an order of the treasury with its keys' signatures, whoever pays for it.
  ///
  /// @param signatures 1 to [TreasuryKeys#MAX_KEYS], by rising key, each once
  record TreasuryOrder(Order order, List<Sig> signatures) implements Msg {
    public TreasuryOrder {
      signatures = List.copyOf(signatures);
      requireRange("number of signatures", signatures.size(), TreasuryKeys.MAX_KEYS);
      for (int i = 0; i < signatures.size(); i++) {
        OutOfRange.require(signatures.get(i).isWellFormed(), "a signature has another form");
        OutOfRange.require(
            i == 0
                || ByteString.unsignedLexicographicalComparator()
                        .compare(signatures.get(i - 1).pubkey(), signatures.get(i).pubkey())
                    < 0,
            "signatures are not sorted by key, or one stands twice");
      }
    }

    @Override
    public Kind kind() {
      return Kind.TREASURY_ORDER;
    }
  }

  /// The payer's vote on a proposal; the last one counts.
  record Vote(long proposal, boolean yes) implements Msg {
    @Override
    public Kind kind() {
      return Kind.VOTE;
    }
  }

  /// A canonical message with a field out of range: it fails, its fee is taken.
  ///
  /// @param ofTreasury whether it is of a treasury of several keys: where there is none it is void
  record Malformed(Kind kind, boolean ofTreasury, String reason) implements Msg {
    public Malformed(Kind kind, String reason) {
      this(kind, kind == Kind.TREASURY_ORDER, reason);
    }
  }

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
