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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Governance;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Staking;
import network.cairn.ledger.types.Vetting;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.testing.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Founders who bond stakes: each proves its keys, and from one file all make one genesis.
final class FoundingTest {
  private static final String CHAIN = "cairn-dev-founded";
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-01T00:00:00.123Z"));
  private static final LedgerHome.Plan PLAN =
      LedgerHome.Plan.of(CHAIN, URI.create("http://127.0.0.1:5101"));

  private static final String FIXED =
      """
      cairn-validators 1
      chain-id cairn-dev-founded
      time 2026-01-01T00:00:00.123Z
      treasury tcairn1km96aewt9w66vr8hxq7phmsfe6u5k5mctnj7esdwgjjsen296j4qmus7qx
      validator anna
      stake 5000
      p2p anna.example:26656
      url http://anna.example:5101
      key 8f3502de5225fa9bf8a8072d00e01a0b462c970b2c5d41551319bf5ab8f18805
      beacon 9aa80c7fea367680ceab8bd664198e29c81587515aa8f5bb00dca5a440cf3878
      node 9c8a5e001c938a29e1bab0a3784ad910d6eaea94
      operator efd23ad5571e8260d6537ca6d95313f1a1f0301c372a9b00a7d0bd0b70f23560
      key-proof \
      280e7e1ccd3b2b8329270b3ef454b76a271c66a9941ea682f88c52aa4a7993e7\
      5c823d2b9d1e9b2a5c5e759d6d56437c3d8d15a2a1e5fef252a865ae75eff809
      beacon-proof \
      4342fc42c821aa45678130f0f21f32c09e59dc75ea466ef411f0d61f68118e36\
      e801053877cec41728a358f0b730b8574c07d469f7d4b704fa9f73e990b99296\
      1696adff2818a39889f19216ef7d640f
      validator bert
      stake 300
      p2p bert.example:26656
      url http://bert.example:5101
      key a23224f4e02b83395434e30bcbfcc6a14ce4961510c5e322d8d9e829a9ca13bf
      beacon 6bb6cb6dfea3a3d93cc96bf32eac4f008dbfe56d264ebfa3f297c36ab253f482
      node d9b3553ab7440bb306b73bf4c6613f331c9cf658
      operator 17ecd55bbf57b1f39de7b7b7cf0206194c6f8d527887b8714921c0369926eb7e
      key-proof \
      a6218d36fb7c2d68ed48661dfdc36bdde9093b0b64dc6e95cfe1f66189e0975a\
      6d1e186fd77e45d9a25903846488aa038bb6ad62b9cd721e2020c4573212690f
      beacon-proof \
      91afc201975fd25a2f9ed7c6912d730964536df32b7c70d2e3792db3f621e768\
      0a2c5f7f5636298904aca98f8579084cdb129bf6a167f9ec3e25fd8b2024d8b2\
      adbbe6ed9a28a7188c29c112b9dbee0a
      """;
  private static final String FIXED_GENESIS =
      "0c20911ed3fb1df9ce4775a2d7190c8ff7d1e2d48a0fe2b53436b075443193d7";

  @TempDir Path folder;
  private final SplittableRandom random = new SplittableRandom(11);
  private ValidatorsFile.Entry anna;
  private ValidatorsFile.Entry bert;

  @BeforeEach
  void foundersWithTheirOwnKeys() {
    anna = own("anna", 5_000, CHAIN);
    bert = own("bert", 300, CHAIN);
  }

  private ValidatorsFile.Entry wanted(String name, long stake) {
    return ValidatorsFile.Entry.bonding(
        name,
        Amount.ofCairn(stake),
        name + ".example:26656",
        URI.create("http://" + name + ".example:5101"));
  }

  private ValidatorsFile.Entry own(String name, long stake, String chainId) {
    return ValidatorHomes.keys(folder.resolve(name), wanted(name, stake), chainId, random);
  }

  private ValidatorHomes.Made made(ValidatorsFile file) {
    return ValidatorHomes.init(folder.resolve("net"), PLAN, file, random, CLOCK);
  }

  private ValidatorsFile sent() throws IOException {
    return ValidatorsFile.parse(Files.readString(folder.resolve("net/validators")));
  }

  @Test
  void stakesAndPursesAreTakenFromTheTreasury() throws IOException {
    ValidatorHomes.Made chain = made(new ValidatorsFile(List.of(anna, bert, wanted("carla", 10))));
    Genesis genesis = chain.treasury().genesis();
    assertThat(genesis.params().staking()).contains(Staking.defaults(Profile.DEV));
    assertThat(genesis.params().governance()).contains(Governance.defaults(Profile.DEV));
    assertThat(genesis.params().vetting()).contains(Vetting.defaults(Profile.DEV));
    assertThat(genesis.validators())
        .extracting(v -> v.stake().orElseThrow().amount())
        .containsExactlyInAnyOrder(Amount.ofCairn(5_000), Amount.ofCairn(300), Amount.ofCairn(10));
    assertThat(genesis.validators())
        .extracting(v -> v.stake().orElseThrow().operator())
        .contains(KeyFile.read(folder.resolve("anna/keystore/operator")).address());
    assertThat(genesis.allocations())
        .contains(
            new Genesis.Allocation(
                chain.treasury().treasury().address(),
                Amount.SUPPLY.minus(Amount.ofCairn(5_310 + 300))));
    assertThat(chain.homes()).containsOnlyKeys("carla");
    assertThat(sent().hasStakes()).isTrue();
  }

  /// Nobody need be trusted with the genesis: each makes its bytes out of the file.
  @Test
  void everyFounderMakesTheSameGenesis() throws IOException {
    ValidatorHomes.Made chain = made(new ValidatorsFile(List.of(anna, bert)));
    byte[] bytes = Files.readAllBytes(folder.resolve("net/genesis"));
    LedgerHome first = ValidatorHomes.found(folder.resolve("anna"), sent());
    LedgerHome second =
        ValidatorHomes.join(folder.resolve("bert"), sent(), folder.resolve("net/genesis"));
    assertThat(first.genesis()).isEqualTo(chain.treasury().genesis()).isEqualTo(second.genesis());
    assertThat(folder.resolve("anna/genesis")).hasBinaryContent(bytes);
    assertThat(folder.resolve("bert/genesis")).hasBinaryContent(bytes);
    assertThat(LedgerHome.open(folder.resolve("anna")).network()).isEqualTo(first.network());
    assertThatThrownBy(() -> ValidatorHomes.found(folder.resolve("anna"), sent()))
        .hasMessageContaining("has a chain already");
  }

  /// Old programs and new ones make one chain of one file.
  @Test
  void theGenesisOfAFixedFileNeverChanges() {
    Genesis genesis = Founding.genesis(ValidatorsFile.parse(FIXED), Founding.params(CHAIN, true));
    assertThat(HexFormat.of().formatHex(genesis.hash())).isEqualTo(FIXED_GENESIS);
  }

  /// What the file says in another order, or by another hand, is the same chain.
  @Test
  void theGenesisDoesNotDependOnTheOrderOfTheFile() throws IOException {
    made(new ValidatorsFile(List.of(anna, bert, wanted("carla", 10))));
    ValidatorsFile file = sent();
    Genesis genesis = Founding.genesis(file, Founding.params(CHAIN, true));
    Property.check(
        20,
        order -> {
          List<ValidatorsFile.Entry> entries = new ArrayList<>(file.entries());
          Collections.shuffle(entries, order);
          ValidatorsFile other = new ValidatorsFile(file.chain(), entries);
          assertThat(ValidatorsFile.parse(other.format())).isEqualTo(other);
          assertThat(Founding.genesis(other, Founding.params(CHAIN, true))).isEqualTo(genesis);
        });
  }

  @Test
  void aGenesisWithOtherMoneyThanTheFilesIsRefused() throws IOException {
    made(new ValidatorsFile(List.of(anna, bert)));
    Path genesis = folder.resolve("net/genesis");
    String text = Files.readString(folder.resolve("net/validators"));
    for (String other :
        List.of(
            text.replace("stake 300", "stake 301"),
            text.replace("time 2026-01-01T00:00:00.123Z", "time 2026-01-01T00:00:00.124Z"))) {
      assertThat(other).isNotEqualTo(text);
      ValidatorsFile file = ValidatorsFile.parse(other);
      assertThatThrownBy(() -> ValidatorHomes.join(folder.resolve("bert"), file, genesis))
          .isInstanceOf(InvalidHome.class)
          .hasMessageContaining("are not those of the file");
    }
    assertThat(folder.resolve("bert/genesis")).doesNotExist();
  }

  @Test
  void aFileThatNamesNoChainFoundsNone() {
    ValidatorsFile file = new ValidatorsFile(List.of(anna, bert));
    assertThatThrownBy(() -> ValidatorHomes.found(folder.resolve("anna"), file))
        .isInstanceOf(InvalidHome.class)
        .hasMessageContaining("add the lines chain-id, time and treasury");
  }

  /// Each ends in a line, before a key is made.
  @Test
  void whatCannotBeFoundedIsNamed() {
    refused(
        List.of(anna, wanted("carla", 9)),
        "validator carla: its stake of 9 CAIRN is below the least, 10 CAIRN");
    refused(
        List.of(anna, wanted("carla", 999_999_999)),
        "add up to 1000005199 CAIRN, above the supply of 1000000000 CAIRN");
    refused(
        List.of(anna, own("dora", 50, "cairn-dev-other")),
        "validator dora: its key-proof is not of its key and operator for chain " + CHAIN);
    Founder borrowed =
        new Founder(
            bert.founder().orElseThrow().operator(),
            anna.founder().orElseThrow().keyProof(),
            anna.founder().orElseThrow().beaconProof());
    refused(List.of(with(anna, borrowed)), "validator anna: its key-proof is not of its key");
    Founder half =
        new Founder(
            anna.founder().orElseThrow().operator(),
            anna.founder().orElseThrow().keyProof(),
            bert.founder().orElseThrow().beaconProof());
    refused(List.of(with(anna, half)), "validator anna: its beacon-proof is not of its key");
  }

  private static ValidatorsFile.Entry with(ValidatorsFile.Entry entry, Founder founder) {
    return new ValidatorsFile.Entry(
        entry.name(),
        0,
        entry.p2p(),
        entry.url(),
        entry.keys(),
        entry.stake(),
        Optional.of(founder));
  }

  private void refused(List<ValidatorsFile.Entry> entries, String told) {
    ValidatorsFile file = new ValidatorsFile(entries);
    assertThatThrownBy(() -> made(file))
        .isInstanceOf(InvalidHome.class)
        .hasMessageContaining(told)
        .message()
        .doesNotContain("\n");
    assertThat(folder.resolve("net")).doesNotExist();
  }

  @Test
  void theFileOfAnotherChainIsNamed() throws IOException {
    made(new ValidatorsFile(List.of(anna, bert)));
    ValidatorsFile file = sent();
    LedgerHome.Plan other = LedgerHome.Plan.of("cairn-dev-x", PLAN.ledgerUrl());
    assertThatThrownBy(
            () -> ValidatorHomes.init(folder.resolve("other"), other, file, random, CLOCK))
        .hasMessage("the file of validators is of chain " + CHAIN + ", not of cairn-dev-x");
  }

  @Test
  void aTreasuryThatIsAnOperatorIsRefused() {
    ValidatorsFile.Chain chain =
        new ValidatorsFile.Chain(CHAIN, 1, bert.founder().orElseThrow().operator());
    ValidatorsFile file = new ValidatorsFile(Optional.of(chain), List.of(anna, bert));
    assertThatThrownBy(() -> made(file))
        .hasMessageContaining("the treasury is the operator of validator bert");
  }

  @Test
  void anOperatorOrKeyNamedTwiceIsNamed() {
    ValidatorsFile.Entry twice = with(bert, anna.founder().orElseThrow());
    assertThatThrownBy(() -> new ValidatorsFile(List.of(anna, twice)))
        .isInstanceOf(InvalidNetworkFile.class)
        .hasMessageContaining("validator bert: operator ")
        .hasMessageContaining("stands twice in the file; each validator has its own");
    ValidatorsFile.Entry sameKeys =
        new ValidatorsFile.Entry(
            "bert", 0, bert.p2p(), bert.url(), anna.keys(), bert.stake(), bert.founder());
    assertThatThrownBy(() -> new ValidatorsFile(List.of(anna, sameKeys)))
        .hasMessageContaining("stands twice in the file; each validator has its own");
  }

  @Test
  void stakesAndPowersDoNotMix() {
    ValidatorsFile.Entry power =
        new ValidatorsFile.Entry(
            "carla", 7, "c.example:1", URI.create("http://c.example"), Optional.empty());
    assertThatThrownBy(() -> new ValidatorsFile(List.of(anna, power)))
        .hasMessageContaining("of anna and carla one has a stake and the other a power");
  }

  @Test
  void proofsHaveTheirLength() {
    Founder founder = anna.founder().orElseThrow();
    assertThatThrownBy(
            () -> new Founder(founder.operator(), ByteString.EMPTY, founder.beaconProof()))
        .isInstanceOf(InvalidNetworkFile.class);
  }
}
