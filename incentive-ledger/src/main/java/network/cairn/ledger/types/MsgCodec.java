package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.ledger.types.Msg.Kind;
import network.cairn.proto.ledger.AddressList;
import network.cairn.proto.ledger.Unjail;
import network.cairn.proto.ledger.ValidatorKeys;

/// Between messages and their wire form.
final class MsgCodec {
  private MsgCodec() {}

  /// Reads one message whose fields may be out of range.
  private interface Reading {
    Msg read();
  }

  /// @throws NotCanonical for a message that is none, or an amount that has no such form
  static Msg decode(network.cairn.proto.ledger.Msg wire) {
    return switch (wire.getKindCase()) {
      case TRANSFER -> guard(Kind.TRANSFER, () -> read(wire.getTransfer()));
      case REGISTER_PROVIDER ->
          guard(Kind.REGISTER_PROVIDER, () -> read(wire.getRegisterProvider()));
      case UPDATE_PROVIDER -> guard(Kind.UPDATE_PROVIDER, () -> read(wire.getUpdateProvider()));
      case BOND_ADD ->
          guard(Kind.BOND_ADD, () -> new Msg.BondAdd(Amount.decode(wire.getBondAdd().getAmount())));
      case BOND_WITHDRAW ->
          guard(
              Kind.BOND_WITHDRAW,
              () -> new Msg.BondWithdraw(Amount.decode(wire.getBondWithdraw().getAmount())));
      case CREATE_AGREEMENT -> guard(Kind.CREATE_AGREEMENT, () -> read(wire.getCreateAgreement()));
      case OPEN_SET -> read(wire.getOpenSet());
      case PROVE_BATCH -> new Msg.ProveBatch(wire.getProveBatch().getEntriesList());
      case TERMINATE -> read(wire.getTerminate());
      case RESERVE_REPAIR -> new Msg.ReserveRepair(wire.getReserveRepair().getTicket());
      case COMPLETE_REPAIR ->
          new Msg.CompleteRepair(
              wire.getCompleteRepair().getTicket(), wire.getCompleteRepair().getProof());
      case BOND_STAKE -> guard(Kind.BOND_STAKE, () -> read(wire.getBondStake()));
      case UNBOND_STAKE ->
          guard(
              Kind.UNBOND_STAKE,
              () -> new Msg.UnbondStake(Amount.decode(wire.getUnbondStake().getAmount())));
      case CHANGE_KEYS ->
          guard(
              Kind.CHANGE_KEYS,
              () ->
                  new Msg.ChangeKeys(
                      vote(wire.getChangeKeys().getKeys()),
                      beacon(wire.getChangeKeys().getKeys())));
      case UNJAIL -> new Msg.Unjail();
      case PROPOSE -> propose(wire.getPropose());
      case VOTE -> new Msg.Vote(wire.getVote().getProposal(), wire.getVote().getYes());
      case TREASURY_ORDER -> guard(Kind.TREASURY_ORDER, () -> read(wire.getTreasuryOrder()));
      case KIND_NOT_SET -> throw new NotCanonical("a message of no known kind");
    };
  }

  private static Msg guard(Kind kind, Reading reading) {
    try {
      return reading.read();
    } catch (OutOfRange e) {
      return new Msg.Malformed(kind, String.valueOf(e.getMessage()));
    }
  }

  private static Msg read(network.cairn.proto.ledger.Transfer wire) {
    Amount amount = Amount.decode(wire.getAmount());
    return new Msg.Transfer(new Address(wire.getTo()), amount);
  }

  private static Msg read(network.cairn.proto.ledger.RegisterProvider wire) {
    Amount bond = Amount.decode(wire.getBond());
    return new Msg.RegisterProvider(
        new Address(wire.getPayout()),
        wire.getPeerId(),
        wire.getPeerSignature(),
        wire.getAddressesList(),
        bond);
  }

  private static Msg read(network.cairn.proto.ledger.UpdateProvider wire) {
    boolean peer = !wire.getPeerId().isEmpty() || !wire.getPeerSignature().isEmpty();
    return new Msg.UpdateProvider(
        new Address(wire.getProvider()),
        wire.getPayout().isEmpty() ? Optional.empty() : Optional.of(new Address(wire.getPayout())),
        peer
            ? Optional.of(new Msg.PeerChange(wire.getPeerId(), wire.getPeerSignature()))
            : Optional.empty(),
        wire.hasAddresses()
            ? Optional.of(wire.getAddresses().getAddressesList())
            : Optional.empty());
  }

  private static Msg read(network.cairn.proto.ledger.CreateAgreement wire) {
    Amount ceiling = Amount.decode(wire.getCeiling());
    return new Msg.CreateAgreement(
        wire.getRoot(),
        wire.getPiece(),
        wire.getCopies(),
        ceiling,
        wire.getTerm(),
        wire.getMultiplier(),
        wire.getFillUntil());
  }

  private static Msg read(network.cairn.proto.ledger.OpenSet wire) {
    return wire.getIntent().getSig().hasKey()
        ? new Msg.OpenSet(SignedIntent.of(wire.getIntent()))
        : new Msg.Malformed(Kind.OPEN_SET, "OpenSet without a signed intent");
  }

  private static Msg read(network.cairn.proto.ledger.Terminate wire) {
    if ((wire.getAgreement() == 0) == (wire.getSet() == 0)) {
      return new Msg.Malformed(Kind.TERMINATE, "Terminate names one agreement or one set");
    }
    return wire.getSet() == 0
        ? new Msg.TerminateAgreement(wire.getAgreement())
        : new Msg.TerminateSet(wire.getSet());
  }

  private static Msg read(network.cairn.proto.ledger.BondStake wire) {
    Amount amount = Amount.decode(wire.getAmount());
    if (!wire.hasKeys()) {
      return new Msg.BondStake(amount, Optional.empty());
    }
    Optional<Msg.VoteKey> vote = vote(wire.getKeys());
    Optional<Msg.BeaconKey> beacon = beacon(wire.getKeys());
    OutOfRange.require(
        vote.isPresent() && beacon.isPresent(), "a candidate has a validator and a beacon key");
    return new Msg.BondStake(
        amount, Optional.of(new Msg.CandidateKeys(vote.orElseThrow(), beacon.orElseThrow())));
  }

  private static Optional<Msg.VoteKey> vote(ValidatorKeys wire) {
    return wire.getPubkey().isEmpty() && wire.getSignature().isEmpty()
        ? Optional.empty()
        : Optional.of(new Msg.VoteKey(wire.getPubkey(), wire.getSignature()));
  }

  private static Optional<Msg.BeaconKey> beacon(ValidatorKeys wire) {
    return wire.getBeaconKey().isEmpty() && wire.getBeaconProof().isEmpty()
        ? Optional.empty()
        : Optional.of(new Msg.BeaconKey(wire.getBeaconKey(), wire.getBeaconProof()));
  }

  private static ValidatorKeys keys(Optional<Msg.VoteKey> vote, Optional<Msg.BeaconKey> beacon) {
    ValidatorKeys.Builder out = ValidatorKeys.newBuilder();
    vote.ifPresent(key -> out.setPubkey(key.pubkey()).setSignature(key.signature()));
    beacon.ifPresent(key -> out.setBeaconKey(key.key()).setBeaconProof(key.proof()));
    return out.build();
  }

  /// Where there is no treasury of several keys its field is not known, whatever it holds.
  private static Msg propose(network.cairn.proto.ledger.Propose wire) {
    Msg read = guard(Kind.PROPOSE, () -> read(wire));
    return read instanceof Msg.Malformed(Kind kind, _, String reason)
        ? new Msg.Malformed(kind, wire.hasTreasury(), reason)
        : read;
  }

  private static Msg read(network.cairn.proto.ledger.Propose wire) {
    boolean changes = wire.getChangesCount() > 0;
    OutOfRange.require(
        Stream.of(wire.hasUpgrade(), wire.hasTreasury(), changes).filter(is -> is).count() == 1,
        "a proposal has either changes, or an upgrade, or keys of the treasury");
    Msg.Proposed proposed =
        wire.hasUpgrade()
            ? new Msg.NewProgram(Upgrade.of(wire.getUpgrade()))
            : changes
                ? new Msg.Changes(wire.getChangesList().stream().map(ParamChange::of).toList())
                : new Msg.Treasurers(NamedKeys.of(wire.getTreasury()));
    return new Msg.Propose(proposed, wire.getActivationHeight());
  }

  private static Msg read(network.cairn.proto.ledger.TreasuryOrder wire) {
    return new Msg.TreasuryOrder(
        Order.of(wire.getOrder()), wire.getSignaturesList().stream().map(Sig::of).toList());
  }

  private static network.cairn.proto.ledger.Propose write(Msg.Propose propose) {
    network.cairn.proto.ledger.Propose.Builder out =
        network.cairn.proto.ledger.Propose.newBuilder()
            .setActivationHeight(propose.activationHeight());
    switch (propose.proposed()) {
      case Msg.Changes(List<ParamChange> list) ->
          out.addAllChanges(list.stream().map(ParamChange::toWire).toList());
      case Msg.NewProgram(Upgrade upgrade) -> out.setUpgrade(upgrade.toWire());
      case Msg.Treasurers(NamedKeys named) -> out.setTreasury(named.toWire());
    }
    return out.build();
  }

  static network.cairn.proto.ledger.Msg encode(Msg msg) {
    network.cairn.proto.ledger.Msg.Builder out = network.cairn.proto.ledger.Msg.newBuilder();
    switch (msg) {
      case Msg.Transfer(Address to, Amount amount) ->
          out.getTransferBuilder().setTo(to.bytes()).setAmount(amount.encode());
      case Msg.RegisterProvider register ->
          out.getRegisterProviderBuilder()
              .setPayout(register.payout().bytes())
              .setPeerId(register.peerId())
              .setPeerSignature(register.peerSignature())
              .addAllAddresses(register.addresses())
              .setBond(register.bond().encode());
      case Msg.UpdateProvider update -> out.setUpdateProvider(write(update));
      case Msg.BondAdd(Amount amount) -> out.getBondAddBuilder().setAmount(amount.encode());
      case Msg.BondWithdraw(Amount amount) ->
          out.getBondWithdrawBuilder().setAmount(amount.encode());
      case Msg.CreateAgreement create ->
          out.getCreateAgreementBuilder()
              .setRoot(create.root())
              .setPiece(create.piece())
              .setCopies(create.copies())
              .setCeiling(create.ceiling().encode())
              .setTerm(create.term())
              .setMultiplier(create.multiplier())
              .setFillUntil(create.fillUntil());
      case Msg.OpenSet(SignedIntent intent) -> out.getOpenSetBuilder().setIntent(intent.toWire());
      case Msg.ProveBatch batch -> out.getProveBatchBuilder().addAllEntries(batch.entries());
      case Msg.TerminateAgreement(long agreement) ->
          out.getTerminateBuilder().setAgreement(agreement);
      case Msg.TerminateSet(long set) -> out.getTerminateBuilder().setSet(set);
      case Msg.ReserveRepair(long ticket) -> out.getReserveRepairBuilder().setTicket(ticket);
      case Msg.CompleteRepair(long ticket, ByteString proof) ->
          out.getCompleteRepairBuilder().setTicket(ticket).setProof(proof);
      case Msg.BondStake(Amount amount, Optional<Msg.CandidateKeys> keys) -> {
        out.getBondStakeBuilder().setAmount(amount.encode());
        keys.ifPresent(both ->
            out.getBondStakeBuilder()
                .setKeys(keys(Optional.of(both.vote()), Optional.of(both.beacon()))));
      }
      case Msg.UnbondStake(Amount amount) -> out.getUnbondStakeBuilder().setAmount(amount.encode());
      case Msg.ChangeKeys change ->
          out.getChangeKeysBuilder().setKeys(keys(change.vote(), change.beacon()));
      case Msg.Unjail() -> out.setUnjail(Unjail.getDefaultInstance());
      case Msg.Propose propose -> out.setPropose(write(propose));
      case Msg.Vote(long proposal, boolean yes) ->
          out.getVoteBuilder().setProposal(proposal).setYes(yes);
      case Msg.TreasuryOrder(Order order, List<Sig> signatures) ->
          out.getTreasuryOrderBuilder()
              .setOrder(order.toWire())
              .addAllSignatures(signatures.stream().map(Sig::toWire).toList());
      case Msg.Malformed(Kind kind, _, String reason) ->
          throw new IllegalArgumentException("cannot encode a malformed " + kind + ": " + reason);
    }
    return out.build();
  }

  private static network.cairn.proto.ledger.UpdateProvider write(Msg.UpdateProvider update) {
    network.cairn.proto.ledger.UpdateProvider.Builder out =
        network.cairn.proto.ledger.UpdateProvider.newBuilder();
    out.setProvider(update.provider().bytes());
    update.payout().ifPresent(payout -> out.setPayout(payout.bytes()));
    update
        .peer()
        .ifPresent(peer -> out.setPeerId(peer.peerId()).setPeerSignature(peer.signature()));
    update
        .addresses()
        .ifPresent(list -> out.setAddresses(AddressList.newBuilder().addAllAddresses(list)));
    return out.build();
  }
}
