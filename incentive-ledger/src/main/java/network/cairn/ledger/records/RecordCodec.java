package network.cairn.ledger.records;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.ParamChange;
import network.cairn.ledger.types.Terms;
import network.cairn.ledger.types.TreasuryKeys;
import network.cairn.ledger.types.Upgrade;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.GovernanceRecord;
import network.cairn.proto.ledger.PeerBinding;
import network.cairn.proto.ledger.TermsRecord;

/// Reads records from the values of the state, and events from their bytes. Nothing of a value is
/// lost. Stateless.
///
/// Each method throws [NotCanonical] for bytes that are no such value.
public final class RecordCodec {
  private RecordCodec() {}

  private static <M extends Message, T> T decode(
      byte[] bytes, Parser<M> parser, Function<M, T> record) {
    try {
      return record.apply(parser.parseFrom(bytes));
    } catch (InvalidProtocolBufferException | OutOfRange e) {
      throw new NotCanonical("no value of the ledger's state: " + e.getMessage());
    }
  }

  public static AccountRecord account(byte[] bytes) {
    return decode(
        bytes,
        network.cairn.proto.ledger.AccountRecord.parser(),
        wire -> new AccountRecord(Amount.decode(wire.getBalance()), wire.getNoncesList()));
  }

  /// The operator that a peer id is bound to.
  public static Address peer(byte[] bytes) {
    return decode(bytes, PeerBinding.parser(), wire -> new Address(wire.getProvider()));
  }

  public static ProviderRecord provider(byte[] bytes) {
    return decode(
        bytes,
        network.cairn.proto.ledger.ProviderRecord.parser(),
        wire ->
            new ProviderRecord(
                new Address(wire.getProvider()),
                new Address(wire.getPayout()),
                wire.getPeerId(),
                wire.getAddressesList(),
                Amount.decode(wire.getBond()),
                Amount.decode(wire.getReserved()),
                wire.getRegisteredHeight(),
                new ProviderRecord.Promises(
                    wire.getKept(), wire.getMissed(), wire.getFailed(), wire.getLeft()),
                Amount.decode(wire.getEarned())));
  }

  public static AgreementRecord agreement(byte[] bytes) {
    return decode(
        bytes, network.cairn.proto.ledger.AgreementRecord.parser(), RecordCodec::agreement);
  }

  private static AgreementRecord agreement(network.cairn.proto.ledger.AgreementRecord wire) {
    return new AgreementRecord(
        wire.getId(),
        new Address(wire.getClient()),
        wire.getRoot(),
        wire.getPiece(),
        Amount.decode(wire.getCeiling()),
        wire.getTerm(),
        wire.getMultiplier(),
        wire.getFillUntil(),
        wire.getCreatedHeight(),
        Amount.decode(wire.getSlotRent()),
        Amount.decode(wire.getCollateral()),
        Amount.decode(wire.getDeposit()),
        Amount.decode(wire.getEscrow()),
        wire.getSlotsList().stream().map(RecordCodec::slot).toList(),
        wire.getSetsList(),
        addresses(wire.getBarredList()),
        wire.getTerminatedHeight(),
        wire.getClosedHeight(),
        wire.getTerms());
  }

  private static List<Address> addresses(List<ByteString> wire) {
    return wire.stream().map(Address::new).toList();
  }

  private static Slot slot(network.cairn.proto.ledger.Slot wire) {
    Slot.State state =
        switch (wire.getState()) {
          case SLOT_EMPTY -> Slot.State.EMPTY;
          case SLOT_SET -> Slot.State.SET;
          case SLOT_TICKET -> Slot.State.TICKET;
          case SLOT_DONE -> Slot.State.DONE;
          case UNRECOGNIZED -> throw new NotCanonical("slot state " + wire.getStateValue());
        };
    return new Slot(state, wire.getId());
  }

  public static SetRecord set(byte[] bytes) {
    return decode(bytes, network.cairn.proto.ledger.SetRecord.parser(), RecordCodec::set);
  }

  private static SetRecord set(network.cairn.proto.ledger.SetRecord wire) {
    return new SetRecord(
        wire.getId(),
        wire.getAgreement(),
        wire.getSlot(),
        new Address(wire.getProvider()),
        status(wire),
        wire.getOpenedHeight(),
        wire.getEndPeriod(),
        wire.getPeriod(),
        Amount.decode(wire.getRate()),
        Amount.decode(wire.getCollateral()),
        Amount.decode(wire.getSlashed()),
        Amount.decode(wire.getEscrow()),
        Amount.decode(wire.getSlashPot()),
        Amount.decode(wire.getBounty()),
        wire.getBountyAfter(),
        wire.getPieceRoot(),
        wire.getPieceHeight(),
        wire.getLeafCount(),
        wire.getBits(),
        wire.getProven(),
        wire.getMisses(),
        wire.getHistory(),
        wire.getHard(),
        wire.getEndedHeight(),
        wire.getTerms());
  }

  private static SetRecord.Status status(network.cairn.proto.ledger.SetRecord wire) {
    return switch (wire.getStatus()) {
      case STATUS_LIVE -> SetRecord.Status.LIVE;
      case STATUS_CLOSED -> SetRecord.Status.CLOSED;
      case STATUS_FAILED -> SetRecord.Status.FAILED;
      case STATUS_UNKNOWN, UNRECOGNIZED ->
          throw new NotCanonical("set status " + wire.getStatusValue());
    };
  }

  public static TicketRecord ticket(byte[] bytes) {
    return decode(
        bytes,
        network.cairn.proto.ledger.TicketRecord.parser(),
        wire ->
            new TicketRecord(
                wire.getId(),
                wire.getAgreement(),
                wire.getSlot(),
                wire.getPiece(),
                Amount.decode(wire.getPot()),
                Amount.decode(wire.getEscrow()),
                wire.getExpiryHeight(),
                Amount.decode(wire.getRate()),
                Amount.decode(wire.getCollateral()),
                wire.getOpenedHeight(),
                address(wire.getReservedBy()),
                wire.getSeedHeight(),
                wire.getTerms()));
  }

  public static GoverningRecord governance(byte[] bytes) {
    return decode(
        bytes,
        GovernanceRecord.parser(),
        wire ->
            new GoverningRecord(
                wire.getTerms(),
                wire.getLastTerms(),
                wire.getLastProposal(),
                wire.getOpenList(),
                wire.getPendingList(),
                wire.getAppVersion(),
                wire.getRelease()));
  }

  public static ProposalRecord proposal(byte[] bytes) {
    return decode(
        bytes,
        network.cairn.proto.ledger.ProposalRecord.parser(),
        wire ->
            new ProposalRecord(
                wire.getId(),
                new Address(wire.getProposer()),
                Amount.decode(wire.getDeposit()),
                wire.getEndHeight(),
                wire.getActivationHeight(),
                wire.getChangesList().stream().map(ParamChange::of).toList(),
                wire.hasUpgrade() ? Optional.of(Upgrade.of(wire.getUpgrade())) : Optional.empty(),
                wire.hasTreasury()
                    ? Optional.of(TreasuryKeys.of(wire.getTreasury()))
                    : Optional.empty(),
                wire.getVotesList().stream()
                    .map(v -> new ProposalRecord.Vote(new Address(v.getOperator()), v.getYes()))
                    .toList()));
  }

  public static TreasuryRecord treasury(byte[] bytes) {
    return decode(
        bytes,
        network.cairn.proto.ledger.TreasuryRecord.parser(),
        wire ->
            new TreasuryRecord(
                new Address(wire.getAddress()),
                wire.getLastOrder(),
                TreasuryKeys.of(wire.getKeys()),
                wire.hasNext() ? Optional.of(TreasuryKeys.of(wire.getNext())) : Optional.empty(),
                wire.getNextHeight()));
  }

  /// The parameters that an agreement keeps.
  public static Terms terms(byte[] bytes) {
    return decode(bytes, TermsRecord.parser(), Terms::of);
  }

  private static Optional<Address> address(ByteString wire) {
    return wire.isEmpty() ? Optional.empty() : Optional.of(new Address(wire));
  }

  public static Pools pools(byte[] bytes) {
    return decode(
        bytes,
        network.cairn.proto.ledger.Pools.parser(),
        wire ->
            new Pools(
                Amount.decode(wire.getSupply()),
                Amount.decode(wire.getBurned()),
                Amount.decode(wire.getRepairFund())));
  }

  public static ValidatorRecord validator(byte[] bytes) {
    return decode(
        bytes,
        network.cairn.proto.ledger.ValidatorRecord.parser(),
        wire ->
            new ValidatorRecord(
                wire.getPubkey(),
                wire.getPower(),
                wire.getBeaconKey(),
                address(wire.getOperator()),
                wire.getBarred(),
                wire.getLeftHeight(),
                wire.getBeaconFrom()));
  }

  public static StakeRecord stake(byte[] bytes) {
    return decode(
        bytes,
        network.cairn.proto.ledger.StakeRecord.parser(),
        wire ->
            new StakeRecord(
                new Address(wire.getOperator()),
                Amount.decode(wire.getStake()),
                status(wire),
                wire.getPubkey(),
                wire.getBeaconKey(),
                key(wire.getNextPubkey()),
                key(wire.getNextBeaconKey()),
                wire.getJailedUntil(),
                wire.getHeldHeight(),
                wire.getUnbondingsList(),
                wire.getBeaconFrom(),
                wire.getNextBeaconFrom()));
  }

  private static StakeRecord.Status status(network.cairn.proto.ledger.StakeRecord wire) {
    return switch (wire.getStatus()) {
      case STAKE_ACTIVE -> StakeRecord.Status.ACTIVE;
      case STAKE_JAILED -> StakeRecord.Status.JAILED;
      case STAKE_BARRED -> StakeRecord.Status.BARRED;
      case UNRECOGNIZED -> throw new NotCanonical("stake status " + wire.getStatusValue());
    };
  }

  private static Optional<ByteString> key(ByteString wire) {
    return wire.isEmpty() ? Optional.empty() : Optional.of(wire);
  }

  public static BeaconRecord beacon(byte[] bytes) {
    return decode(
        bytes,
        network.cairn.proto.ledger.BeaconRecord.parser(),
        wire ->
            new BeaconRecord(
                wire.getValue(),
                wire.getProposer(),
                wire.getTimeNs(),
                wire.getPower(),
                wire.getTotalPower()));
  }

  public static UnbondingRecord unbonding(byte[] bytes) {
    return decode(
        bytes,
        network.cairn.proto.ledger.UnbondingRecord.parser(),
        wire ->
            new UnbondingRecord(new Address(wire.getPayout()), Amount.decode(wire.getAmount())));
  }

  public static Counters counters(byte[] bytes) {
    return decode(
        bytes,
        network.cairn.proto.ledger.Counters.parser(),
        wire -> new Counters(wire.getAgreement(), wire.getSet(), wire.getUnbonding()));
  }

  public static ChainRecord chain(byte[] bytes) {
    return decode(
        bytes,
        network.cairn.proto.ledger.ChainRecord.parser(),
        wire -> new ChainRecord(wire.getChainId(), wire.getGenesisHash(), wire.getChainRef()));
  }

  public static Event event(byte[] bytes) {
    return decode(bytes, network.cairn.proto.ledger.Event.parser(), RecordCodec::event);
  }

  /// An event out of the message that carries it.
  public static Event event(network.cairn.proto.ledger.Event wire) {
    try {
      return of(wire);
    } catch (OutOfRange e) {
      throw new NotCanonical("no event: " + e.getMessage());
    }
  }

  private static Event of(network.cairn.proto.ledger.Event wire) {
    return new Event(
        Event.Kind.of(wire.getKindValue()),
        wire.getTx(),
        address(wire.getAccount()),
        address(wire.getOther()),
        Amount.decode(wire.getAmount()),
        wire.getAgreement(),
        wire.getSlot(),
        wire.getSet(),
        wire.getTicket(),
        wire.getPeriod(),
        wire.getUnbonding(),
        wire.getProposal());
  }

  /// The message of an event.
  public static network.cairn.proto.ledger.Event wire(Event event) {
    return network.cairn.proto.ledger.Event.newBuilder()
        .setKind(EventKind.forNumber(event.kind().number()))
        .setTx(event.tx())
        .setAccount(event.account().map(Address::bytes).orElse(ByteString.EMPTY))
        .setOther(event.other().map(Address::bytes).orElse(ByteString.EMPTY))
        .setAmount(event.amount().encode())
        .setAgreement(event.agreement())
        .setSlot(event.slot())
        .setSet(event.set())
        .setTicket(event.ticket())
        .setPeriod(event.period())
        .setUnbonding(event.unbonding())
        .setProposal(event.proposal())
        .build();
  }
}
