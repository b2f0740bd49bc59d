package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.rules.BlockContext.Signer;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// Beacon keys that were named lately (docs/protocol.md §16): four founders, borders every ten
/// blocks, keys that wait for one epoch.
class BeaconWaitTest {
  private static final long EPOCH = 10;

  /// A chain, and who proposes its blocks.
  private static final class Net {
    private final TestChain chain =
        new TestChain(
            "cairn-dev-beacons",
            StakingTest.params(StakingTest.rules(1)),
            List.of("v0", "v1", "v2", "v3"),
            StakingTest.accounts());
    private final Map<String, Long> nonces = new HashMap<>();

    ByteString tx(String payer, Msg msg) {
      long nonce = nonces.merge(payer, 1L, Long::sum);
      return chain.tx(payer, 0, nonce, chain.height + 100, msg);
    }

    /// The next block, by who stands at a place of its set.
    void block(int place, ByteString... txs) {
      List<Signer> set = chain.setOf(chain.height + 1);
      Signer proposer = set.get(place % set.size());
      BlockResult result =
          chain.block(proposer.validator(), 250, List.of(txs), List.of(), List.of());
      assertThat(result.results()).allMatch(one -> one.code() == TxResult.DONE);
    }

    void until(long height) {
      while (chain.height < height) {
        block((int) chain.height);
      }
    }

    /// The next block, by this validator if it is of the set.
    boolean blockBy(ByteString validator) {
      List<Signer> set = chain.setOf(chain.height + 1);
      for (int i = 0; i < set.size(); i++) {
        if (set.get(i).validator().equals(validator)) {
          block(i);
          return true;
        }
      }
      block(0);
      return false;
    }

    ByteString beacon() {
      return chain.view.beacon(chain.height).orElseThrow().getValue();
    }

    boolean wasMixed() {
      ByteString was = chain.view.beacon(chain.height - 1).orElseThrow().getValue();
      return !beacon().equals(ByteString.copyFrom(Sha256.of(was.toByteArray())));
    }

    Msg.ChangeKeys beaconKey(String name, String operator) {
      return new Msg.ChangeKeys(Optional.empty(), Optional.of(chain.beaconKey(name, operator)));
    }

    ByteString keyOf(String founder) {
      return chain.view.validator(address(TestKey.account(founder))).orElseThrow().getBeaconKey();
    }
  }

  private static ByteString address(TestKey key) {
    return StakeKeys.address(ByteString.copyFrom(key.pubkey()));
  }

  @Test
  void aValidatorsNewKeyIsInForceAnEpochAfterTheNextBorder() {
    for (long named : new long[] {3, EPOCH}) {
      Net net = new Net();
      net.until(named - 1);
      ByteString old = net.keyOf("v0");
      net.block(0, net.tx("v0", net.beaconKey("new", "v0")));
      net.until(2 * EPOCH - 1);
      assertThat(net.keyOf("v0")).isEqualTo(old);
      net.until(2 * EPOCH);
      assertThat(net.keyOf("v0")).isEqualTo(net.chain.beaconKey("new", "v0").key());
      net.blockBy(address(TestKey.account("v0")));
      assertThat(net.wasMixed()).isTrue();
    }
  }

  @Test
  void theLastKeyNamedWaitsAnew() {
    Net net = new Net();
    net.block(0, net.tx("v0", net.beaconKey("one", "v0")));
    net.until(EPOCH);
    ByteString old = net.keyOf("v0");
    net.block(0, net.tx("v0", net.beaconKey("two", "v0")));
    net.until(3 * EPOCH - 1);
    assertThat(net.keyOf("v0")).isEqualTo(old);
    net.until(3 * EPOCH);
    assertThat(net.keyOf("v0")).isEqualTo(net.chain.beaconKey("two", "v0").key());
  }

  @Test
  void aNewcomersProofsAreNoRandomnessForAnEpoch() {
    Net net = new Net();
    net.until(EPOCH - 1);
    net.block(0, net.tx("c0", net.chain.candidate("c0", "k0", Amount.ofCairn(100))));
    ByteString newcomer = address(TestKey.account("vote/k0"));
    net.block(0);
    int blocks = 0;
    while (net.chain.height < 2 * EPOCH) {
      assertThat(net.blockBy(newcomer)).isTrue();
      assertThat(net.wasMixed()).as("block %s", net.chain.height).isFalse();
      blocks++;
    }
    assertThat(blocks).isEqualTo(9);
    assertThat(net.blockBy(newcomer)).isTrue();
    assertThat(net.wasMixed()).isTrue();
  }

  @Test
  void whoWaitedAsCandidateIsRipeWhenChosen() {
    Net net = new Net();
    // A fifth stake waits behind four and one of more, as the set has five places.
    net.block(0, net.tx("c0", net.chain.candidate("c0", "k0", Amount.ofCairn(20))));
    net.block(0, net.tx("c1", net.chain.candidate("c1", "k1", Amount.ofCairn(90))));
    net.until(2 * EPOCH + 2);
    ByteString waiting = address(TestKey.account("vote/k0"));
    assertThat(net.chain.view.validator(waiting)).isEmpty();
    net.block(0, net.tx("c0", new Msg.BondStake(Amount.ofCairn(200), Optional.empty())));
    boolean seen = false;
    while (!seen && net.chain.height < 5 * EPOCH) {
      seen = net.blockBy(waiting);
    }
    assertThat(seen).isTrue();
    assertThat(net.wasMixed()).isTrue();
  }

  @Test
  void whoLeftWhileItsKeyWaitedHasItWhenItReturns() {
    Net net = new Net();
    net.block(
        0,
        net.tx("v0", net.beaconKey("new", "v0")),
        net.tx("v0", new Msg.UnbondStake(Amount.ofCairn(100))));
    net.until(EPOCH);
    ByteString founder = address(TestKey.account("v0"));
    assertThat(net.chain.view.validator(founder)).isEmpty();
    net.block(0, net.tx("v0", new Msg.BondStake(Amount.ofCairn(200), Optional.empty())));
    net.until(2 * EPOCH);
    assertThat(net.chain.view.validator(founder).orElseThrow().getBeaconKey())
        .isEqualTo(net.chain.beaconKey("new", "v0").key());
  }

  /// What an attacker tries: of many keys, named as late as may be, none makes another R before its
  /// waiting ends, whoever proposes meanwhile.
  @Test
  void noKeyChoosesAmongSeeds() {
    Property.check(
        6,
        random -> {
          long seed = random.nextLong();
          long named = 1L + random.nextInt((int) (2 * EPOCH));
          boolean member = random.nextBoolean();
          List<List<ByteString>> all = new ArrayList<>();
          for (String key : List.of("a", "b", "c")) {
            all.add(beacons(new Random(seed), named, member, key));
          }
          long ripe = (named + EPOCH - 1) / EPOCH * EPOCH + EPOCH;
          for (List<ByteString> other : all.subList(1, 3)) {
            assertThat(other.subList(0, (int) ripe))
                .isEqualTo(all.getFirst().subList(0, (int) ripe));
            assertThat(other).isNotEqualTo(all.getFirst());
          }
        });
  }

  /// R of each height, where one key is named at a height; who proposes is the same for each key.
  private static List<ByteString> beacons(Random turns, long named, boolean member, String key) {
    Net net = new Net();
    List<ByteString> values = new ArrayList<>();
    ByteString own =
        member ? address(TestKey.account("v0")) : address(TestKey.account("vote/fixed"));
    while (net.chain.height < named + 4 * EPOCH) {
      boolean names = net.chain.height + 1 == named;
      List<ByteString> others =
          net.chain.setOf(net.chain.height + 1).stream().map(Signer::validator).toList();
      boolean ownTurn = turns.nextInt(3) > 0 && others.contains(own);
      int place = ownTurn ? others.indexOf(own) : turns.nextInt(others.size());
      if (names) {
        net.block(place, member ? net.tx("v0", net.beaconKey(key, "v0")) : candidate(net, key));
      } else {
        net.block(place);
      }
      values.add(net.beacon());
    }
    return values;
  }

  private static ByteString candidate(Net net, String key) {
    return net.tx(
        "c0",
        new Msg.BondStake(
            Amount.ofCairn(100),
            Optional.of(
                new Msg.CandidateKeys(
                    net.chain.voteKey("fixed", "c0"), net.chain.beaconKey(key, "c0")))));
  }
}
