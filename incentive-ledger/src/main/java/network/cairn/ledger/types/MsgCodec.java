package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import java.util.Optional;
import network.cairn.ledger.types.Msg.Kind;
import network.cairn.proto.ledger.AddressList;

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
      case Msg.Malformed(Kind kind, String reason) ->
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
