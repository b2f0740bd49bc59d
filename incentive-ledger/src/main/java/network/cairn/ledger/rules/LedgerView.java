package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Params;
import network.cairn.proto.ledger.AccountRecord;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.BeaconRecord;
import network.cairn.proto.ledger.ChainRecord;
import network.cairn.proto.ledger.Counters;
import network.cairn.proto.ledger.PeerBinding;
import network.cairn.proto.ledger.Pools;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.TicketRecord;
import network.cairn.proto.ledger.UnbondingRecord;
import network.cairn.proto.ledger.ValidatorRecord;

/// A state read by meaning. As thread-safe as the state below it.
public class LedgerView {
  private final StateView state;

  public LedgerView(StateView state) {
    this.state = state;
  }

  public final Optional<AccountRecord> account(Address address) {
    return read(StateKeys.account(address), AccountRecord.parser());
  }

  public final Optional<ProviderRecord> provider(Address operator) {
    return read(StateKeys.provider(operator), ProviderRecord.parser());
  }

  /// The operator that a peer id is bound to.
  public final Optional<Address> peer(ByteString peerId) {
    return read(StateKeys.peer(peerId), PeerBinding.parser())
        .map(binding -> new Address(binding.getProvider()));
  }

  public final Optional<AgreementRecord> agreement(long id) {
    return read(StateKeys.agreement(id), AgreementRecord.parser());
  }

  public final Optional<SetRecord> set(long id) {
    return read(StateKeys.set(id), SetRecord.parser());
  }

  public final Optional<TicketRecord> ticket(long id) {
    return read(StateKeys.ticket(id), TicketRecord.parser());
  }

  public final Optional<UnbondingRecord> unbonding(long id) {
    return read(StateKeys.unbonding(id), UnbondingRecord.parser());
  }

  public final Pools pools() {
    return required(StateKeys.pools(), Pools.parser());
  }

  public final Counters counters() {
    return required(StateKeys.counters(), Counters.parser());
  }

  public final ChainRecord chain() {
    return required(StateKeys.chain(), ChainRecord.parser());
  }

  public final Params params() {
    byte[] bytes =
        state.get(StateKeys.params()).orElseThrow(() -> new IllegalStateException("no genesis"));
    return Params.decode(ByteString.copyFrom(bytes));
  }

  public final Optional<ValidatorRecord> validator(ByteString address) {
    return read(StateKeys.validator(address), ValidatorRecord.parser());
  }

  /// All validators by rising address.
  public final List<ValidatorRecord> validators() {
    List<ValidatorRecord> all = new ArrayList<>();
    state.scan(
        new byte[] {StateKeys.VALIDATOR},
        StateKeys.after(StateKeys.VALIDATOR),
        (_, value) -> all.add(parse(value, ValidatorRecord.parser())));
    return all;
  }

  /// The beacon of a height, while the ring holds it.
  public final Optional<BeaconRecord> beacon(long height) {
    return read(StateKeys.beacon(height), BeaconRecord.parser());
  }

  /// The height of the last block, 0 after genesis; empty where there is no genesis yet.
  public final OptionalLong lastHeight() {
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

  final StateView state() {
    return state;
  }

  final <M extends Message> Optional<M> read(byte[] key, Parser<M> parser) {
    return state.get(key).map(bytes -> parse(bytes, parser));
  }

  private <M extends Message> M required(byte[] key, Parser<M> parser) {
    return read(key, parser).orElseThrow(() -> new IllegalStateException("no genesis in state"));
  }

  static <M extends Message> M parse(byte[] bytes, Parser<M> parser) {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a value of the state does not decode", e);
    }
  }
}
