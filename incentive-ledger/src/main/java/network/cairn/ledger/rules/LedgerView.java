package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import network.cairn.ledger.records.AccountRecord;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.records.BeaconRecord;
import network.cairn.ledger.records.ChainRecord;
import network.cairn.ledger.records.Counters;
import network.cairn.ledger.records.GoverningRecord;
import network.cairn.ledger.records.Pools;
import network.cairn.ledger.records.ProposalRecord;
import network.cairn.ledger.records.ProviderRecord;
import network.cairn.ledger.records.RecordCodec;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.records.StakeRecord;
import network.cairn.ledger.records.TicketRecord;
import network.cairn.ledger.records.TreasuryRecord;
import network.cairn.ledger.records.UnbondingRecord;
import network.cairn.ledger.records.ValidatorRecord;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.Params;

/// A state read by meaning. As thread-safe as the state below it.
public final class LedgerView {
  private final StateView state;

  public LedgerView(StateView state) {
    this.state = state;
  }

  /// As this; `before` runs ahead of each read, and what it throws comes instead.
  public LedgerView guarded(Runnable before) {
    return new LedgerView(new Guarded(state, before));
  }

  private record Guarded(StateView state, Runnable before) implements StateView {
    @Override
    public Optional<byte[]> get(byte[] key) {
      before.run();
      return state.get(key);
    }

    @Override
    public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
      before.run();
      state.scan(fromInclusive, toExclusive, visitor);
    }
  }

  public Optional<AccountRecord> account(Address address) {
    return read(StateKeys.account(address), RecordCodec::account);
  }

  public Optional<ProviderRecord> provider(Address operator) {
    return read(StateKeys.provider(operator), RecordCodec::provider);
  }

  /// The operator that a peer id is bound to.
  public Optional<Address> peer(ByteString peerId) {
    return read(StateKeys.peer(peerId), RecordCodec::peer);
  }

  public Optional<AgreementRecord> agreement(long id) {
    return read(StateKeys.agreement(id), RecordCodec::agreement);
  }

  public Optional<SetRecord> set(long id) {
    return read(StateKeys.set(id), RecordCodec::set);
  }

  public Optional<TicketRecord> ticket(long id) {
    return read(StateKeys.ticket(id), RecordCodec::ticket);
  }

  public Optional<UnbondingRecord> unbonding(long id) {
    return read(StateKeys.unbonding(id), RecordCodec::unbonding);
  }

  public Pools pools() {
    return required(StateKeys.pools(), RecordCodec::pools);
  }

  public Counters counters() {
    return required(StateKeys.counters(), RecordCodec::counters);
  }

  public ChainRecord chain() {
    return required(StateKeys.chain(), RecordCodec::chain);
  }

  public Params params() {
    return required(StateKeys.params(), bytes -> Params.decode(ByteString.copyFrom(bytes)));
  }

  /// What the parameters mean to an agreement, its tickets and what is planned in it.
  public Params params(AgreementRecord agreement) {
    return params(agreement.terms());
  }

  /// What the parameters mean to a set.
  public Params params(SetRecord set) {
    return params(set.terms());
  }

  /// What the parameters mean to a ticket.
  public Params params(TicketRecord ticket) {
    return params(ticket.terms());
  }

  private Params params(long terms) {
    return terms == 0
        ? params()
        : required(StateKeys.terms(terms), RecordCodec::terms).over(params());
  }

  /// There while the chain's parameters can change.
  public Optional<GoverningRecord> governance() {
    return read(StateKeys.governance(), RecordCodec::governance);
  }

  /// There where the treasury has several keys.
  public Optional<TreasuryRecord> treasury() {
    return read(StateKeys.treasury(), RecordCodec::treasury);
  }

  public Optional<ProposalRecord> proposal(long id) {
    return read(StateKeys.proposal(id), RecordCodec::proposal);
  }

  /// The least app version that a program needs for the next block.
  public long appVersion() {
    return governance().map(GoverningRecord::appVersion).filter(v -> v > 0).orElse(1L);
  }

  /// All validators by rising address.
  public List<ValidatorRecord> validators() {
    List<ValidatorRecord> all = new ArrayList<>();
    state.scan(
        new byte[] {StateKeys.VALIDATOR},
        StateKeys.after(StateKeys.VALIDATOR),
        (_, value) -> all.add(decode(value, RecordCodec::validator)));
    return all;
  }

  /// A validator of the set that the state names, or one that left it less than the unbonding time
  /// ago.
  public Optional<ValidatorRecord> knownValidator(ByteString address) {
    return read(StateKeys.validator(address), RecordCodec::validator)
        .or(() -> read(StateKeys.former(address), RecordCodec::validator));
  }

  /// What an operator has bonded as a validator.
  public Optional<StakeRecord> stake(Address operator) {
    return read(StateKeys.stake(operator), RecordCodec::stake);
  }

  /// The candidates that the next border chooses from, best first.
  ///
  /// @param most of them
  public List<StakeRecord> candidates(int most) {
    List<StakeRecord> found = new ArrayList<>();
    if (most > 0) {
      state.scan(
          new byte[] {StateKeys.RANK},
          StateKeys.after(StateKeys.RANK),
          (key, _) -> {
            found.add(stake(StateKeys.ranked(key)).orElseThrow());
            return found.size() < most;
          });
    }
    return found;
  }

  /// The beacon of a height, while the ring holds it.
  public Optional<BeaconRecord> beacon(long height) {
    return read(StateKeys.beacon(height), RecordCodec::beacon);
  }

  /// The height of the last block, 0 after genesis; empty where there is no genesis yet.
  public OptionalLong lastHeight() {
    long[] last = {-1};
    state.scan(
        new byte[] {StateKeys.BEACON},
        StateKeys.after(StateKeys.BEACON),
        (key, _) -> {
          last[0] = ByteBuffer.wrap(key, 1, Long.BYTES).getLong();
          return true;
        });
    return last[0] < 0 ? OptionalLong.empty() : OptionalLong.of(last[0]);
  }

  StateView state() {
    return state;
  }

  private <T> Optional<T> read(byte[] key, Function<byte[], T> codec) {
    return state.get(key).map(bytes -> decode(bytes, codec));
  }

  private <T> T required(byte[] key, Function<byte[], T> codec) {
    return read(key, codec).orElseThrow(() -> new IllegalStateException("no genesis in state"));
  }

  private static <T> T decode(byte[] bytes, Function<byte[], T> codec) {
    try {
      return codec.apply(bytes);
    } catch (NotCanonical e) {
      throw new IllegalStateException("a value of the state does not decode", e);
    }
  }
}
