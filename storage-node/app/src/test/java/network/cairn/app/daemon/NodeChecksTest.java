package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.app.health.Finding;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.proto.ledger.AccountRecord;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.store.blockstore.StoreStats;
import network.cairn.store.repo.RepoStat;
import network.cairn.store.repo.Repository;
import org.junit.jupiter.api.Test;

final class NodeChecksTest {
  private static final Params PARAMS = Params.defaults(Profile.DEV);
  private static final Address OPERATOR = Address.of(new byte[Address.SIZE]);

  private final Map<String, byte[]> state = new TreeMap<>();

  private void put(byte[] key, ByteString value) {
    state.put(HexFormat.of().formatHex(key), value.toByteArray());
  }

  private void balance(Amount amount) {
    AccountRecord.Builder record = AccountRecord.newBuilder().setBalance(amount.encode());
    for (int lane = 0; lane < 16; lane++) {
      record.addNonces(0);
    }
    put(StateKeys.account(OPERATOR), record.build().toByteString());
  }

  private void bond(Amount amount) {
    put(
        StateKeys.provider(OPERATOR),
        ProviderRecord.newBuilder()
            .setProvider(OPERATOR.bytes())
            .setPayout(OPERATOR.bytes())
            .setBond(amount.encode())
            .build()
            .toByteString());
  }

  private static Finding room(long used, long max) {
    RepoStat stat =
        new RepoStat(used, max, 0, new StoreStats(0, 0, used, 0, 1, 0, 0), Path.of("home"), 1);
    return NodeChecks.room(
        Stub.of(Repository.class, Map.of("stat", _ -> stat, "freeOutside", _ -> 1L)));
  }

  @Test
  void aStoreThatTakesNoLargeBlockIsFull() {
    long block = 2L << 20;
    assertThat(room(10_000_000_000L - block, 10_000_000_000L).holds()).isTrue();
    assertThat(room(10_000_000_001L - block, 10_000_000_000L).holds()).isFalse();
    assertThat(room(900, 1_000).holds()).isTrue();
    assertThat(room(901, 1_000).holds()).isFalse();
  }

  private Finding registration() {
    put(StateKeys.params(), PARAMS.encode());
    StateView view =
        new StateView() {
          @Override
          public Optional<byte[]> get(byte[] key) {
            return Optional.ofNullable(state.get(HexFormat.of().formatHex(key)));
          }

          @Override
          public void scan(byte[] from, byte[] to, Visitor visitor) {
            throw new AssertionError("no scan");
          }
        };
    return NodeChecks.registration(new LedgerView(view), OPERATOR, Profile.DEV);
  }

  /// A provider that nobody can buy of says why, and what to do.
  @Test
  void tellsWhyAProviderIsNotRegistered() {
    Finding poor = registration();
    assertThat(poor.holds()).isFalse();
    assertThat(poor.detail())
        .startsWith("not registered with the ledger: tcairn1")
        .contains(" has 0 CAIRN, and the least bond is ");
    balance(PARAMS.minBond().times(2));
    Finding rich = registration();
    assertThat(rich.holds()).isFalse();
    assertThat(rich.detail())
        .isEqualTo("not registered with the ledger: 'cairn provider register'");
    bond(Amount.ofPebbles(1));
    Finding small = registration();
    assertThat(small.holds()).isFalse();
    assertThat(small.detail()).contains("'cairn provider bond add'");
    bond(PARAMS.minBond().times(3));
    Finding good = registration();
    assertThat(good.holds()).isTrue();
    assertThat(good.detail()).startsWith("registered, with a bond of ");
  }
}
