package network.cairn.ledger.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Governance;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Staking;
import network.cairn.ledger.wallet.KeyFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ValidatorHomesTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
  private static final LedgerHome.Plan PLAN =
      LedgerHome.Plan.of("cairn-dev-test", URI.create("http://127.0.0.1:5101"));

  @TempDir Path folder;
  private final SplittableRandom random = new SplittableRandom(7);

  private List<LedgerHome> numbered(int count, String p2p) {
    return ValidatorHomes.init(folder.resolve("net"), PLAN, count, p2p, random, CLOCK);
  }

  private static ConsensusFile consensus(Path home) throws IOException {
    return ConsensusFile.parse(Files.readString(home.resolve("consensus")));
  }

  private Path home(String name) {
    return folder.resolve("net").resolve(name);
  }

  @Test
  void eachOperatorGetsAHomeOfTheSameChain() throws IOException {
    List<LedgerHome> homes = numbered(4, "127.0.0.1:26656");
    assertThat(homes).hasSize(4).allMatch(h -> h.genesis().equals(homes.getFirst().genesis()));
    Genesis genesis = homes.getFirst().genesis();
    assertThat(genesis.validators()).hasSize(4).allMatch(v -> v.power() == 1);
    for (int i = 1; i <= 4; i++) {
      Path home = home("validator-" + i);
      LedgerHome opened = LedgerHome.open(home);
      assertThat(opened.genesis()).isEqualTo(genesis);
      ByteString key = KeyFile.read(home.resolve("keystore/validator")).pubkey();
      ByteString beacon = KeyFile.read(home.resolve("keystore/beacon")).pubkey();
      assertThat(genesis.validators()).contains(new Genesis.Validator(key, 1, beacon));
      assertThat(Files.exists(home.resolve("keystore/treasury"))).isEqualTo(i == 1);
      assertThat(consensus(home).p2p()).isEqualTo("127.0.0.1:" + (26_646 + 10 * i));
      assertThat(consensus(home).rpc()).isEqualTo("127.0.0.1:" + (26_647 + 10 * i));
    }
    assertThat(homes.getFirst().treasury().address())
        .isEqualTo(genesis.allocations().getFirst().address());
  }

  @Test
  void aChainWithStakingGivesEachOperatorAStakeOutOfTheSupply() {
    Staking staking = Staking.defaults(Profile.DEV);
    Params params =
        Params.defaults(Profile.DEV).with(staking).governedBy(Governance.defaults(Profile.DEV));
    LedgerHome.Plan plan =
        new LedgerHome.Plan("cairn-dev-test", Optional.of(params), PLAN.ledgerUrl());
    List<LedgerHome> homes =
        ValidatorHomes.init(folder.resolve("net"), plan, 3, "127.0.0.1:26656", random, CLOCK);
    Genesis genesis = homes.getFirst().genesis();
    Amount stake = staking.minStake().times(10);
    assertThat(genesis.params()).isEqualTo(params);
    assertThat(genesis.validators())
        .hasSize(3)
        .allMatch(v -> v.power() == staking.power(stake.pebbles()))
        .allMatch(v -> v.stake().orElseThrow().amount().equals(stake));
    for (LedgerHome home : homes) {
      Address operator = home.operator().address();
      assertThat(genesis.validators())
          .filteredOn(v -> v.stake().orElseThrow().operator().equals(operator))
          .hasSize(1);
      assertThat(genesis.allocations())
          .contains(new Genesis.Allocation(operator, Amount.ofCairn(100)));
    }
    Amount all =
        genesis.allocations().stream()
            .map(Genesis.Allocation::amount)
            .reduce(stake.times(3), Amount::plus);
    assertThat(all).isEqualTo(Amount.SUPPLY);
  }

  /// A node that trusts one operator's file has the others to ask, its own operator first.
  @Test
  void theNetworkFileNamesEveryDoorTheOwnFirst() {
    List<LedgerHome> homes = numbered(3, "127.0.0.1:26656");
    assertThat(homes.get(1).network().servers())
        .containsExactly(
            URI.create("http://127.0.0.1:5111"),
            URI.create("http://127.0.0.1:5121"),
            URI.create("http://127.0.0.1:5101"));
    assertThat(LedgerHome.open(home("validator-2")).network()).isEqualTo(homes.get(1).network());
  }

  @Test
  void aNetworkFileNamesNoMoreDoorsThanItMay() {
    List<LedgerHome> homes = numbered(10, "127.0.0.1:26656");
    assertThat(homes.getLast().network().servers())
        .hasSize(NetworkFile.MAX_SERVERS)
        .startsWith(URI.create("http://127.0.0.1:5191"), URI.create("http://127.0.0.1:5101"));
  }

  @Test
  void everyOneKnowsTheOthersByTheirNodeKeys() throws IOException {
    numbered(3, "127.0.0.1:26656");
    String second =
        ConsensusFile.nodeId(KeyFile.read(home("validator-2").resolve("keystore/node")).pubkey());
    assertThat(consensus(home("validator-1")).peers())
        .hasSize(2)
        .contains(second + "@127.0.0.1:26666");
    assertThat(consensus(home("validator-2")).peers())
        .hasSize(2)
        .noneMatch(peer -> peer.startsWith(second));
    EngineKind kind =
        LedgerHome.open(home("validator-2"))
            .cometbft(
                Path.of("/b/cometbft"),
                _ -> {
                  throw new IllegalStateException("a founder follows nobody");
                });
    assertThat(kind).isInstanceOf(EngineKind.Comet.class);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> numbered(0, "127.0.0.1:26656"))
        .isInstanceOf(InvalidHome.class)
        .hasMessage("a chain has 1 to 200 validators, not 0");
    assertThatThrownBy(() -> numbered(201, "127.0.0.1:26656")).isInstanceOf(InvalidHome.class);
    assertThatThrownBy(() -> numbered(4, "127.0.0.1:65530"))
        .hasMessageContaining("the ports of 4 validators end at 65561");
    assertThatThrownBy(() -> numbered(4, "nowhere"))
        .hasMessageContaining("no chain can be made: p2p is not host:port: nowhere");
    assertThat(folder.resolve("net")).doesNotExist();
    numbered(1, "127.0.0.1:26656");
    assertThatThrownBy(() -> numbered(1, "127.0.0.1:26656")).hasMessageContaining("already");
  }

  private ValidatorsFile.Entry wanted(String name, long power) {
    return new ValidatorsFile.Entry(
        name,
        power,
        name + ".example:26656",
        URI.create("http://" + name + ".example:5101"),
        Optional.empty());
  }

  private ValidatorsFile.Entry own(String name, long power) {
    return ValidatorHomes.keys(folder.resolve(name), wanted(name, power), random);
  }

  private ValidatorHomes.Made made(ValidatorsFile file) {
    return ValidatorHomes.init(folder.resolve("net"), PLAN, file, random, CLOCK);
  }

  /// Anna and Bert have made their keys; Carla's are made with the chain.
  @Test
  void operatorsWhoMadeTheirOwnKeysJoinWithThem() throws IOException {
    ValidatorsFile.Entry anna = own("anna", 10);
    ValidatorsFile.Entry bert = own("bert", 7);
    ValidatorHomes.Made chain = made(new ValidatorsFile(List.of(anna, bert, wanted("carla", 5))));
    assertThat(chain.homes()).containsOnlyKeys("carla");
    assertThat(home("anna")).doesNotExist();
    Genesis genesis = chain.treasury().genesis();
    assertThat(genesis.validators())
        .extracting(Genesis.Validator::power)
        .containsExactlyInAnyOrder(10L, 7L, 5L);
    assertThat(LedgerHome.open(folder.resolve("net")).treasury().address())
        .isEqualTo(genesis.allocations().getFirst().address());
    assertThat(home("keystore").resolve("validator")).doesNotExist();

    ValidatorsFile sent = ValidatorsFile.parse(Files.readString(home("validators")));
    LedgerHome joined = ValidatorHomes.join(folder.resolve("bert"), sent, home("genesis"));
    assertThat(joined.genesis()).isEqualTo(genesis);
    assertThat(joined.network().servers())
        .containsExactly(
            URI.create("http://bert.example:5101"),
            URI.create("http://carla.example:5101"),
            URI.create("http://anna.example:5101"));
    assertThat(LedgerHome.open(folder.resolve("bert")).network()).isEqualTo(joined.network());
    ConsensusFile consensus = consensus(folder.resolve("bert"));
    assertThat(consensus.p2p()).isEqualTo("bert.example:26656");
    assertThat(consensus.rpc()).isEqualTo("127.0.0.1:26657");
    assertThat(consensus.peers())
        .contains(anna.keys().orElseThrow().node() + "@anna.example:26656")
        .hasSize(2);
    assertThat(consensus(home("carla")).peers()).hasSize(2);
    assertThatThrownBy(() -> ValidatorHomes.join(folder.resolve("bert"), sent, home("genesis")))
        .hasMessageContaining("has a chain already");
  }

  @Test
  void keysThatAreThereAreNotMadeAgain() {
    ValidatorsFile.Entry first = own("anna", 10);
    assertThat(own("anna", 10)).isEqualTo(first);
  }

  @Test
  void nobodyJoinsAGenesisThatIsNotOfTheFile() throws IOException {
    ValidatorsFile.Entry anna = own("anna", 10);
    made(new ValidatorsFile(List.of(anna, wanted("carla", 5))));
    String sent = Files.readString(home("validators"));
    ValidatorsFile other = ValidatorsFile.parse(sent.replace("power 5", "power 50"));
    assertThatThrownBy(() -> ValidatorHomes.join(folder.resolve("anna"), other, home("genesis")))
        .isInstanceOf(InvalidHome.class)
        .hasMessageContaining("are not those of the file: their keys or powers differ");
    ValidatorsFile bare = new ValidatorsFile(List.of(anna, wanted("carla", 5)));
    assertThatThrownBy(() -> ValidatorHomes.join(folder.resolve("anna"), bare, home("genesis")))
        .hasMessageContaining("validator carla has no keys in the file");
    own("eve", 1);
    ValidatorsFile same = ValidatorsFile.parse(sent);
    assertThatThrownBy(() -> ValidatorHomes.join(folder.resolve("eve"), same, home("genesis")))
        .hasMessageContaining("are not those of a validator in the file");
    assertThatThrownBy(() -> ValidatorHomes.join(folder.resolve("anna"), same, home("network")))
        .hasMessageContaining("is no genesis");
    assertThat(folder.resolve("anna/genesis")).doesNotExist();
  }

  @Test
  void aChainIsMadeOnce() {
    ValidatorsFile file = new ValidatorsFile(List.of(wanted("carla", 5)));
    made(file);
    assertThatThrownBy(() -> made(file)).hasMessageContaining("already; choose another folder");
  }
}
