package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.proto.ledger.BeaconTx;
import network.cairn.proto.ledger.NextValidator;
import network.cairn.proto.ledger.ValidatorRecord;
import org.junit.jupiter.api.Test;

/// Who goes on with a chain is named once, by the only one who made it, in a block of nothing else.
final class MovesTest {
  private static TestChain chain(String... validators) {
    return new TestChain(
        "cairn-dev-move",
        Params.defaults(Profile.DEV),
        List.of(validators),
        Map.of("treasury", Amount.SUPPLY));
  }

  private static List<Genesis.Validator> next(TestChain chain, String... names) {
    List<Genesis.Validator> next = new ArrayList<>();
    for (String name : names) {
      next.add(
          new Genesis.Validator(
              ByteString.copyFrom(chain.key(name).pubkey()),
              3,
              ByteString.copyFrom(chain.key("beacon/" + name).pubkey())));
    }
    next.sort(
        Comparator.comparing(
            Genesis.Validator::address, ByteString.unsignedLexicographicalComparator()));
    return next;
  }

  /// The first transaction of the next block of one of genesis's validators.
  private static BeaconTx beacon(TestChain chain, int proposer, List<NextValidator> named) {
    byte[] alpha =
        Domain.beaconAlpha(
            chain.chainRef,
            chain.height + 1,
            chain.view.beacon(chain.height).orElseThrow().getValue());
    byte[] key = chain.genesis.validators().get(proposer).beaconKey().toByteArray();
    return BeaconTx.newBuilder()
        .setPi(ByteString.copyFrom(TestCrypto.prove(key, alpha)))
        .addAllValidators(named)
        .build();
  }

  private static BlockContext context(TestChain chain, ByteString proposer) {
    return new BlockContext(chain.height + 1, chain.timeNs + 1_000_000, proposer);
  }

  /// Why the block is none; empty if it is one.
  private static String fault(TestChain chain, List<NextValidator> named, ByteString... others) {
    List<ByteString> txs = new ArrayList<>();
    txs.add(beacon(chain, 0, named).toByteString());
    txs.addAll(List.of(others));
    return new Validation(new TestCrypto())
        .fault(chain.state, context(chain, chain.genesis.validators().getFirst().address()), txs)
        .orElse("");
  }

  @Test
  void theNamedOnesAreTheValidatorsAndTheOldOneGoesABlockLater() {
    TestChain chain = chain("old");
    chain.emptyBlock();
    ByteString old = chain.genesis.validators().getFirst().address();
    List<Genesis.Validator> next = next(chain, "a", "b", "c");
    BlockResult moved =
        new Application(new TestCrypto())
            .apply(
                chain.state,
                context(chain, old),
                List.of(beacon(chain, 0, Moves.toWire(next)).toByteString()));
    chain.state.apply(moved.writes());
    chain.height++;
    assertThat(chain.view.validators())
        .filteredOn(v -> v.getPower() > 0)
        .extracting(ValidatorRecord::getPubkey)
        .containsExactlyElementsOf(next.stream().map(Genesis.Validator::pubkey).toList());
    assertThat(chain.view.validator(old).orElseThrow().getPower()).isZero();
    assertThat(fault(chain, Moves.toWire(next))).contains("only a chain of one validator");
    assertThat(fault(chain, List.of())).isEmpty();
    chain.timeNs++;
    chain.state.apply(
        new Application(new TestCrypto())
            .apply(
                chain.state,
                context(chain, old),
                List.of(beacon(chain, 0, List.of()).toByteString()))
            .writes());
    chain.height++;
    assertThat(chain.view.validator(old)).isEmpty();
    assertThat(chain.view.validators()).hasSize(3);
    assertThat(fault(chain, List.of())).contains("the proposer is no validator");
  }

  @Test
  void theOldOneMayBeAmongThem() {
    TestChain chain = chain("old");
    List<Genesis.Validator> next = next(chain, "a", "old");
    chain.state.apply(
        new Application(new TestCrypto())
            .apply(
                chain.state,
                context(chain, chain.genesis.validators().getFirst().address()),
                List.of(beacon(chain, 0, Moves.toWire(next)).toByteString()))
            .writes());
    assertThat(chain.view.validators()).hasSize(2).allMatch(v -> v.getPower() == 3);
  }

  @Test
  void refusesEverythingElse() {
    TestChain chain = chain("old");
    List<NextValidator> next = Moves.toWire(next(chain, "a", "b"));
    assertThat(fault(chain, next)).isEmpty();
    assertThat(fault(chain, next, ByteString.copyFrom(new byte[9]))).contains("other transactions");
    assertThat(fault(chain, next.reversed())).contains("not sorted");
    assertThat(fault(chain, List.of(next.getFirst(), next.getFirst()))).contains("not sorted");
    assertThat(fault(chain, List.of(next.getFirst().toBuilder().clearPower().build())))
        .contains("power 0");
    assertThat(fault(chain, List.of(next.getFirst().toBuilder().clearBeaconKey().build())))
        .contains("a beacon key has 32 bytes");
    assertThat(fault(chain, List.of(next.getFirst().toBuilder().clearPubkey().build())))
        .contains("a validator key has 32 bytes");
    assertThat(fault(chain("one", "two"), next)).contains("only a chain of one validator");
  }
}
