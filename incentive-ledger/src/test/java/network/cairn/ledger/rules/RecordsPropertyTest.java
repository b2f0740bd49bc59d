package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import network.cairn.ledger.records.GoverningRecord;
import network.cairn.ledger.records.RecordCodec;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.records.Slot;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.ParamChange;
import network.cairn.proto.ledger.AccountRecord;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.BeaconRecord;
import network.cairn.proto.ledger.ChainRecord;
import network.cairn.proto.ledger.Counters;
import network.cairn.proto.ledger.Event;
import network.cairn.proto.ledger.GovernanceRecord;
import network.cairn.proto.ledger.PeerBinding;
import network.cairn.proto.ledger.Pools;
import network.cairn.proto.ledger.ProposalRecord;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.SetStatus;
import network.cairn.proto.ledger.SlotState;
import network.cairn.proto.ledger.StakeRecord;
import network.cairn.proto.ledger.StakeStatus;
import network.cairn.proto.ledger.TicketRecord;
import network.cairn.proto.ledger.UnbondingRecord;
import network.cairn.proto.ledger.ValidatorRecord;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// Records lose nothing: written back they are the very bytes of the state, in every state of
/// random histories.
class RecordsPropertyTest {
  private static final int HISTORIES = 2;
  private static final long STEPS = Long.getLong("history.steps", 2_600) / 4;

  private int histories;
  private final Map<Byte, Integer> seen = new TreeMap<>();

  @Test
  void giveTheBytesOfEveryValueBack() {
    Property.check(
        HISTORIES,
        random -> {
          RandomHistory.Laws laws =
              histories++ % 2 == 0 ? RandomHistory.Laws.STAKED : RandomHistory.Laws.VOTED;
          RandomHistory history = new RandomHistory(random, laws);
          history.afterBlock =
              _ ->
                  history.chain.state.scan(
                      new byte[0],
                      new byte[] {(byte) 0xff},
                      (key, value) -> {
                        encode(key, value)
                            .ifPresent(again -> {
                              assertThat(again.toByteArray()).isEqualTo(value);
                              seen.merge(key[0], 1, Integer::sum);
                            });
                        return true;
                      });
          history.run(STEPS);
        });
    assertThat(seen)
        .containsOnlyKeys(
            StateKeys.ACCOUNT,
            StateKeys.PEER,
            StateKeys.PROVIDER,
            StateKeys.AGREEMENT,
            StateKeys.SET,
            StateKeys.TICKET,
            StateKeys.POOLS,
            StateKeys.VALIDATOR,
            StateKeys.BEACON,
            StateKeys.UNBONDING,
            StateKeys.COUNTERS,
            StateKeys.CHAIN,
            StateKeys.GOVERNANCE,
            StateKeys.STAKE,
            StateKeys.FORMER);
  }

  @Test
  void giveTheBytesOfEventsBack() {
    Property.check(
        1,
        random -> {
          RandomHistory history = new RandomHistory(random);
          history.afterBlock =
              block -> {
                for (Event event : block.events()) {
                  assertThat(RecordCodec.wire(RecordCodec.event(event.toByteArray())))
                      .isEqualTo(event);
                }
              };
          history.run(STEPS);
        });
  }

  @Test
  void refuseWhatIsNoValue() {
    byte[] noStatus =
        network.cairn.proto.ledger.SetRecord.newBuilder()
            .setProvider(ByteString.copyFrom(new byte[32]))
            .build()
            .toByteArray();
    byte[] noAddress = ProviderRecord.newBuilder().setBond(ByteString.EMPTY).build().toByteArray();
    assertRefused(noStatus, RecordCodec::set);
    assertRefused(noAddress, RecordCodec::provider);
    assertRefused(new byte[] {7}, RecordCodec::account);
  }

  private static void assertRefused(byte[] bytes, Function<byte[], ?> codec) {
    assertThatThrownBy(() -> codec.apply(bytes)).isInstanceOf(NotCanonical.class);
  }

  private static Optional<Message> encode(byte[] key, byte[] value) {
    return Optional.ofNullable(
        switch (key[0]) {
          case StateKeys.GOVERNANCE ->
              key.length == 1
                  ? wire(RecordCodec.governance(value))
                  : wire(RecordCodec.proposal(value));
          case StateKeys.ACCOUNT -> wire(RecordCodec.account(value));
          case StateKeys.PEER ->
              PeerBinding.newBuilder().setProvider(RecordCodec.peer(value).bytes()).build();
          case StateKeys.PROVIDER -> wire(RecordCodec.provider(value));
          case StateKeys.AGREEMENT -> wire(RecordCodec.agreement(value));
          case StateKeys.SET -> wire(RecordCodec.set(value));
          case StateKeys.TICKET -> wire(RecordCodec.ticket(value));
          case StateKeys.POOLS -> wire(RecordCodec.pools(value));
          case StateKeys.STAKE -> wire(RecordCodec.stake(value));
          case StateKeys.VALIDATOR, StateKeys.FORMER -> wire(RecordCodec.validator(value));
          case StateKeys.BEACON -> wire(RecordCodec.beacon(value));
          case StateKeys.UNBONDING -> wire(RecordCodec.unbonding(value));
          case StateKeys.COUNTERS -> wire(RecordCodec.counters(value));
          case StateKeys.CHAIN -> wire(RecordCodec.chain(value));
          default -> null;
        });
  }

  private static Message wire(network.cairn.ledger.records.AccountRecord r) {
    return AccountRecord.newBuilder()
        .setBalance(r.balance().encode())
        .addAllNonces(r.nonces())
        .build();
  }

  private static Message wire(network.cairn.ledger.records.ProviderRecord r) {
    return ProviderRecord.newBuilder()
        .setProvider(r.provider().bytes())
        .setPayout(r.payout().bytes())
        .setPeerId(r.peerId())
        .addAllAddresses(r.addresses())
        .setBond(r.bond().encode())
        .setReserved(r.reserved().encode())
        .setRegisteredHeight(r.registeredHeight())
        .setKept(r.promises().kept())
        .setMissed(r.promises().missed())
        .setFailed(r.promises().failed())
        .setLeft(r.promises().left())
        .setEarned(r.earned().encode())
        .build();
  }

  private static Message wire(GoverningRecord r) {
    return GovernanceRecord.newBuilder()
        .setMark(ByteString.copyFrom(new byte[] {1}))
        .setTerms(r.terms())
        .setLastTerms(r.lastTerms())
        .setLastProposal(r.lastProposal())
        .addAllOpen(r.open())
        .addAllPending(r.pending())
        .setAppVersion(r.appVersion())
        .setRelease(r.release())
        .build();
  }

  private static Message wire(network.cairn.ledger.records.ProposalRecord r) {
    ProposalRecord.Builder wire =
        ProposalRecord.newBuilder()
            .setId(r.id())
            .setProposer(r.proposer().bytes())
            .setDeposit(r.deposit().encode())
            .setEndHeight(r.endHeight())
            .setActivationHeight(r.activationHeight())
            .addAllChanges(r.changes().stream().map(ParamChange::toWire).toList());
    r.upgrade().ifPresent(upgrade -> wire.setUpgrade(upgrade.toWire()));
    r.votes()
        .forEach(
            vote -> wire.addVotesBuilder().setOperator(vote.operator().bytes()).setYes(vote.yes()));
    return wire.build();
  }

  private static Message wire(network.cairn.ledger.records.AgreementRecord r) {
    AgreementRecord.Builder wire =
        AgreementRecord.newBuilder()
            .setId(r.id())
            .setClient(r.client().bytes())
            .setRoot(r.root())
            .setPiece(r.piece())
            .setCeiling(r.ceiling().encode())
            .setTerm(r.term())
            .setMultiplier(r.multiplier())
            .setFillUntil(r.fillUntil())
            .setCreatedHeight(r.createdHeight())
            .setSlotRent(r.slotRent().encode())
            .setCollateral(r.collateral().encode())
            .setDeposit(r.deposit().encode())
            .setEscrow(r.escrow().encode())
            .addAllSets(r.sets())
            .addAllBarred(r.barred().stream().map(Address::bytes).toList())
            .setTerminatedHeight(r.terminatedHeight())
            .setClosedHeight(r.closedHeight())
            .setTerms(r.terms());
    for (Slot slot : r.slots()) {
      wire.addSlots(
          network.cairn.proto.ledger.Slot.newBuilder()
              .setState(SlotState.valueOf("SLOT_" + slot.state()))
              .setId(slot.id()));
    }
    return wire.build();
  }

  private static Message wire(SetRecord r) {
    return network.cairn.proto.ledger.SetRecord.newBuilder()
        .setId(r.id())
        .setAgreement(r.agreement())
        .setSlot(r.slot())
        .setProvider(r.provider().bytes())
        .setStatus(SetStatus.valueOf("STATUS_" + r.status()))
        .setOpenedHeight(r.openedHeight())
        .setEndPeriod(r.endPeriod())
        .setPeriod(r.period())
        .setRate(r.rate().encode())
        .setCollateral(r.collateral().encode())
        .setSlashed(r.slashed().encode())
        .setEscrow(r.escrow().encode())
        .setSlashPot(r.slashPot().encode())
        .setBounty(r.bounty().encode())
        .setBountyAfter(r.bountyAfter())
        .setPieceRoot(r.pieceRoot())
        .setPieceHeight(r.pieceHeight())
        .setLeafCount(r.leafCount())
        .setBits(r.bits())
        .setProven(r.proven())
        .setMisses(r.misses())
        .setHistory(r.history())
        .setHard(r.hard())
        .setEndedHeight(r.endedHeight())
        .setTerms(r.terms())
        .build();
  }

  private static Message wire(network.cairn.ledger.records.TicketRecord r) {
    return TicketRecord.newBuilder()
        .setId(r.id())
        .setAgreement(r.agreement())
        .setSlot(r.slot())
        .setPiece(r.piece())
        .setPot(r.pot().encode())
        .setEscrow(r.escrow().encode())
        .setExpiryHeight(r.expiryHeight())
        .setRate(r.rate().encode())
        .setCollateral(r.collateral().encode())
        .setOpenedHeight(r.openedHeight())
        .setReservedBy(r.reservedBy().map(Address::bytes).orElse(ByteString.EMPTY))
        .setSeedHeight(r.seedHeight())
        .setTerms(r.terms())
        .build();
  }

  private static Message wire(network.cairn.ledger.records.Pools r) {
    return Pools.newBuilder()
        .setSupply(r.supply().encode())
        .setBurned(r.burned().encode())
        .setRepairFund(r.repairFund().encode())
        .build();
  }

  private static Message wire(network.cairn.ledger.records.ValidatorRecord r) {
    return ValidatorRecord.newBuilder()
        .setPubkey(r.pubkey())
        .setPower(r.power())
        .setBeaconKey(r.beaconKey())
        .setOperator(r.operator().map(Address::bytes).orElse(ByteString.EMPTY))
        .setBarred(r.barred())
        .setLeftHeight(r.leftHeight())
        .setBeaconFrom(r.beaconFrom())
        .build();
  }

  private static Message wire(network.cairn.ledger.records.StakeRecord r) {
    return StakeRecord.newBuilder()
        .setOperator(r.operator().bytes())
        .setStake(r.stake().encode())
        .setStatus(StakeStatus.valueOf("STAKE_" + r.status()))
        .setPubkey(r.pubkey())
        .setBeaconKey(r.beaconKey())
        .setNextPubkey(r.nextPubkey().orElse(ByteString.EMPTY))
        .setNextBeaconKey(r.nextBeaconKey().orElse(ByteString.EMPTY))
        .setJailedUntil(r.jailedUntil())
        .setHeldHeight(r.heldHeight())
        .addAllUnbondings(r.unbondings())
        .setBeaconFrom(r.beaconFrom())
        .setNextBeaconFrom(r.nextBeaconFrom())
        .build();
  }

  private static Message wire(network.cairn.ledger.records.BeaconRecord r) {
    return BeaconRecord.newBuilder()
        .setValue(r.value())
        .setProposer(r.proposer())
        .setTimeNs(r.timeNs())
        .setPower(r.power())
        .setTotalPower(r.totalPower())
        .build();
  }

  private static Message wire(network.cairn.ledger.records.UnbondingRecord r) {
    return UnbondingRecord.newBuilder()
        .setPayout(r.payout().bytes())
        .setAmount(r.amount().encode())
        .build();
  }

  private static Message wire(network.cairn.ledger.records.Counters r) {
    return Counters.newBuilder()
        .setAgreement(r.agreement())
        .setSet(r.set())
        .setUnbonding(r.unbonding())
        .setMark(ByteString.copyFrom(new byte[] {1}))
        .build();
  }

  private static Message wire(network.cairn.ledger.records.ChainRecord r) {
    return ChainRecord.newBuilder()
        .setChainId(r.chainId())
        .setGenesisHash(r.genesisHash())
        .setChainRef(r.chainRef())
        .build();
  }
}
