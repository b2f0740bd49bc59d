package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Terms;
import network.cairn.proto.ledger.AccountRecord;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.BeaconRecord;
import network.cairn.proto.ledger.ChainRecord;
import network.cairn.proto.ledger.Counters;
import network.cairn.proto.ledger.GovernanceRecord;
import network.cairn.proto.ledger.PeerBinding;
import network.cairn.proto.ledger.Pools;
import network.cairn.proto.ledger.ProposalRecord;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.StakeRecord;
import network.cairn.proto.ledger.TermsRecord;
import network.cairn.proto.ledger.TicketRecord;
import network.cairn.proto.ledger.TreasuryRecord;
import network.cairn.proto.ledger.UnbondingRecord;
import network.cairn.proto.ledger.ValidatorRecord;

/// A state read as the rules change it: its values in their wire form, which execution copies and
/// writes back. As thread-safe as the state below it.
class StateReader {
  private final StateView state;

  StateReader(StateView state) {
    this.state = state;
  }

  final Optional<AccountRecord> account(Address address) {
    return read(StateKeys.account(address), AccountRecord.parser());
  }

  final Optional<ProviderRecord> provider(Address operator) {
    return read(StateKeys.provider(operator), ProviderRecord.parser());
  }

  /// The operator that a peer id is bound to.
  final Optional<Address> peer(ByteString peerId) {
    return read(StateKeys.peer(peerId), PeerBinding.parser())
        .map(binding -> new Address(binding.getProvider()));
  }

  final Optional<AgreementRecord> agreement(long id) {
    return read(StateKeys.agreement(id), AgreementRecord.parser());
  }

  final Optional<SetRecord> set(long id) {
    return read(StateKeys.set(id), SetRecord.parser());
  }

  final Optional<TicketRecord> ticket(long id) {
    return read(StateKeys.ticket(id), TicketRecord.parser());
  }

  final Optional<UnbondingRecord> unbonding(long id) {
    return read(StateKeys.unbonding(id), UnbondingRecord.parser());
  }

  final Pools pools() {
    return required(StateKeys.pools(), Pools.parser());
  }

  final Counters counters() {
    return required(StateKeys.counters(), Counters.parser());
  }

  final ChainRecord chain() {
    return required(StateKeys.chain(), ChainRecord.parser());
  }

  final Params params() {
    byte[] bytes =
        state.get(StateKeys.params()).orElseThrow(() -> new IllegalStateException("no genesis"));
    return Params.decode(ByteString.copyFrom(bytes));
  }

  /// What today's parameters mean to what is of some terms.
  final Params params(Params today, long terms) {
    return terms == 0 ? today : Terms.of(terms(terms)).over(today);
  }

  /// Terms that are in force, or that something in state is of.
  final TermsRecord terms(long id) {
    return required(StateKeys.terms(id), TermsRecord.parser());
  }

  /// There while the chain's parameters can change.
  final Optional<GovernanceRecord> governance() {
    return read(StateKeys.governance(), GovernanceRecord.parser());
  }

  /// There where the treasury has several keys.
  final Optional<TreasuryRecord> treasury() {
    return read(StateKeys.treasury(), TreasuryRecord.parser());
  }

  final Optional<ProposalRecord> proposal(long id) {
    return read(StateKeys.proposal(id), ProposalRecord.parser());
  }

  final Optional<ValidatorRecord> validator(ByteString address) {
    return read(StateKeys.validator(address), ValidatorRecord.parser());
  }

  /// All validators by rising address.
  final List<ValidatorRecord> validators() {
    List<ValidatorRecord> all = new ArrayList<>();
    state.scan(
        new byte[] {StateKeys.VALIDATOR},
        StateKeys.after(StateKeys.VALIDATOR),
        (_, value) -> all.add(parse(value, ValidatorRecord.parser())));
    return all;
  }

  /// A validator of the set that the state names, or one that left it less than the unbonding time
  /// ago.
  final Optional<ValidatorRecord> knownValidator(ByteString address) {
    return validator(address).or(() -> read(StateKeys.former(address), ValidatorRecord.parser()));
  }

  final Optional<StakeRecord> stake(Address operator) {
    return read(StateKeys.stake(operator), StakeRecord.parser());
  }

  /// The beacon of a height, while the ring holds it.
  final Optional<BeaconRecord> beacon(long height) {
    return read(StateKeys.beacon(height), BeaconRecord.parser());
  }

  final StateView state() {
    return state;
  }

  final <M extends Message> Optional<M> read(byte[] key, Parser<M> parser) {
    if (!(state instanceof Overlay overlay)) {
      return state.get(key).map(bytes -> parse(bytes, parser));
    }
    try {
      return overlay.get(key, parser);
    } catch (InvalidProtocolBufferException e) {
      throw undecodable(e);
    }
  }

  private <M extends Message> M required(byte[] key, Parser<M> parser) {
    return read(key, parser).orElseThrow(() -> new IllegalStateException("no genesis in state"));
  }

  static <M extends Message> M parse(byte[] bytes, Parser<M> parser) {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw undecodable(e);
    }
  }

  private static IllegalStateException undecodable(InvalidProtocolBufferException e) {
    return new IllegalStateException("a value of the state does not decode", e);
  }
}
