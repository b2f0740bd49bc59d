package network.cairn.ledger.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Order;
import network.cairn.ledger.wallet.Signer;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The files by which holders of a treasury's keys find together, and the chains made of them.
final class TreasuryFilesTest {
  private static final String CHAIN = "cairn-dev-treasury";
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
  private static final URI URL = URI.create("http://127.0.0.1:5101");
  private static final String ADDRESS =
      "tcairn1km96aewt9w66vr8hxq7phmsfe6u5k5mctnj7esdwgjjsen296j4qmus7qx";
  private static final List<Signer> HOLDERS = List.of(signer(1), signer(2), signer(3));

  @TempDir Path folder;

  private static Signer signer(int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) number;
    return new Signer(seed);
  }

  private static String keys() {
    StringBuilder text = new StringBuilder("cairn-treasury 1\n# by hand\nchain-id " + CHAIN + "\n");
    text.append("treasury-threshold 2\n");
    HOLDERS.forEach(holder -> text.append(TreasuryFile.line(CHAIN, holder, 1)));
    return text.toString();
  }

  private static LedgerHome.Plan plan(TreasuryFile file) {
    return new LedgerHome.Plan(CHAIN, Optional.empty(), URL, Optional.of(file.named()));
  }

  @Test
  void aFileInWhateverOrderSaysTheSame() {
    TreasuryFile file = TreasuryFile.parse(keys());
    assertThat(file.named().keys().keys()).hasSize(3);
    assertThat(TreasuryFile.parse(file.format())).isEqualTo(file);
    List<String> lines = keys().lines().toList();
    String turned = String.join("\n", List.of(lines.get(0), lines.get(6), lines.get(2)));
    turned += "\n" + String.join("\n", List.of(lines.get(5), lines.get(3), lines.get(4)));
    assertThat(TreasuryFile.parse(turned)).isEqualTo(file);
  }

  @ParameterizedTest
  @CsvSource({
    "cairn-treasury 1, cairn-treasury 2, the first line is not",
    "treasury-threshold 2, treasury-threshold 4, not in 1..3",
    "treasury-threshold 2, treasury-threshold 0, whole number from 1",
    "treasury-threshold 2, threshold 2, there are chain-id",
    "chain-id cairn-dev-treasury, chain-id cairn-dev-other, does not hold for chain"
        + " cairn-dev-other",
    "chain-id cairn-dev-treasury, chain-id UP, chain-id is not",
    "treasury-threshold 2, '', it has no treasury-threshold",
    "# by hand, chain-id a, chain-id stands twice",
    "# by hand, treasury-key 00:1:00, is not KEY:WEIGHT:PROOF",
    "# by hand, treasury-threshold, is no name and value",
    ":1:, :1001:, weight 1001 is not in",
    ":1:, :0:, whole number from 1",
  })
  void whatIsWrongInAFileOfKeysIsNamed(String part, String other, String said) {
    assertThatThrownBy(() -> TreasuryFile.parse(keys().replaceFirst(part, other)))
        .isInstanceOf(InvalidNetworkFile.class)
        .hasMessageContaining(said);
  }

  @Test
  void oneKeyTwiceAndTooManyKeysAreRefused() {
    String twice = keys() + TreasuryFile.line(CHAIN, HOLDERS.getFirst(), 2);
    assertThatThrownBy(() -> TreasuryFile.parse(twice)).hasMessageContaining("stands twice");
    StringBuilder many = new StringBuilder(keys());
    for (int i = 4; i < 18; i++) {
      many.append(TreasuryFile.line(CHAIN, signer(i), 1));
    }
    assertThatThrownBy(() -> TreasuryFile.parse(many.toString())).hasMessageContaining("too many");
    assertThatThrownBy(() -> TreasuryFile.parse("#".repeat(TreasuryFile.MAX_SIZE + 1)))
        .hasMessageContaining("longer than");
  }

  @Test
  void noChangedByteOfAFilePasses() {
    String file = keys();
    String order = order().signedBy(HOLDERS.getFirst()).format();
    Property.check(
        200,
        random -> {
          char[] text = (random.nextBoolean() ? file : order).toCharArray();
          int at = random.nextInt(text.length);
          text[at] ^= (char) (1 + random.nextInt(127));
          String changed = new String(text);
          try {
            Object read =
                changed.startsWith("cairn-t")
                    ? TreasuryFile.parse(changed).named()
                    : OrderFile.parse(changed).signatures();
            assertThat(read).isNotNull();
          } catch (InvalidNetworkFile e) {
            assertThat(e).hasMessageNotContaining("Exception");
          }
        });
  }

  private OrderFile order() {
    Genesis genesis =
        LedgerHome.init(
                folder.resolve("order" + System.nanoTime()),
                plan(TreasuryFile.parse(keys())),
                new SplittableRandom(1),
                CLOCK)
            .genesis();
    Order.Act pay =
        new Order.Pay(List.of(new Order.Payment(Address.of(new byte[32]), Amount.ofCairn(7))));
    com.google.protobuf.ByteString hash = com.google.protobuf.ByteString.copyFrom(genesis.hash());
    com.google.protobuf.ByteString ref =
        com.google.protobuf.ByteString.copyFrom(genesis.chainRef());
    return new OrderFile(CHAIN, hash, new Order(ref, 1, 99, pay), List.of());
  }

  @Test
  void signaturesOfSeveralFilesGoTogether() {
    OrderFile order = order();
    OrderFile one = OrderFile.parse(order.signedBy(HOLDERS.get(2)).format());
    OrderFile two = OrderFile.parse(order.signedBy(HOLDERS.get(0)).format());
    OrderFile both = one.with(two).signedBy(HOLDERS.get(0));
    assertThat(both.signatures()).hasSize(2);
    assertThat(both).isEqualTo(two.with(one));
    assertThat(both.message().signatures()).isEqualTo(both.signatures());
    OrderFile other =
        new OrderFile(
            CHAIN,
            order.genesisHash(),
            new Order(order.order().chainRef(), 2, 99, new Order.Keep()),
            List.of());
    assertThatThrownBy(() -> one.with(other)).hasMessageContaining("different orders");
  }

  @ParameterizedTest
  @CsvSource({
    "cairn-order 1, cairn-order 2, the first line is not",
    "chain-id cairn-dev-treasury, chain-id cairn-dev-other, is not of chain cairn-dev-other",
    "genesis-hash [0-9a-f]+, genesis-hash 00, has not 32 bytes",
    "order 0a, order 0b, the order is none",
    "order 0a, order 0, hexadecimal digits",
    "signature [0-9a-f], signature x, KEY:SIGNATURE",
    "signature .*, voice 00, there is no line 'voice'",
    "order 0a[0-9a-f]+, # nothing, 'it needs chain-id, genesis-hash and order'",
  })
  void whatIsWrongInAnOrderIsNamed(String part, String other, String said) {
    String text = order().signedBy(HOLDERS.get(1)).format();
    assertThatThrownBy(() -> OrderFile.parse(text.replaceFirst(part, other)))
        .isInstanceOf(InvalidNetworkFile.class)
        .hasMessageContaining(said);
  }

  @Test
  void aSignatureOfAnotherOrderIsRefused() {
    OrderFile order = order();
    OrderFile later =
        new OrderFile(
            CHAIN,
            order.genesisHash(),
            new Order(order.order().chainRef(), 1, 100, order.order().act()),
            List.of());
    String line = later.signedBy(HOLDERS.get(1)).format().lines().toList().getLast();
    assertThatThrownBy(() -> OrderFile.parse(order.format() + line))
        .hasMessageContaining("is not of this order");
  }

  @Test
  void aChainOfOneProcessGivesHoldersAPurseAndTheirAccountTheRest() {
    TreasuryFile file = TreasuryFile.parse(keys());
    LedgerHome home =
        LedgerHome.init(folder.resolve("home"), plan(file), new SplittableRandom(1), CLOCK);
    Genesis genesis = LedgerHome.open(folder.resolve("home")).genesis();
    assertThat(genesis).isEqualTo(home.genesis());
    assertThat(genesis.treasury()).contains(file.named().keys());
    assertThat(genesis.allocations())
        .contains(new Genesis.Allocation(HOLDERS.getFirst().address(), Founding.PURSE))
        .contains(
            new Genesis.Allocation(
                file.named().keys().account(), Amount.SUPPLY.minus(Founding.PURSE.times(3))))
        .hasSize(4);
    assertThat(folder.resolve("home/keystore/treasury")).doesNotExist();
  }

  @Test
  void validatorsWithATreasuryOfSeveralKeysMakeOneGenesisEach() {
    TreasuryFile file = TreasuryFile.parse(keys());
    List<LedgerHome> homes =
        ValidatorHomes.init(
            folder, plan(file), 2, "127.0.0.1:26656", new SplittableRandom(1), CLOCK);
    assertThat(homes.get(0).genesis()).isEqualTo(homes.get(1).genesis());
    assertThat(homes.get(0).genesis().treasury()).contains(file.named().keys());
    assertThat(folder.resolve("validator-1/keystore/treasury")).doesNotExist();
  }

  @Test
  void aFileOfValidatorsNamesTheKeysInPlaceOfAnAddress() {
    String validator = "validator anna\npower 1\np2p 127.0.0.1:1000\nurl http://127.0.0.1:5101\n";
    String chain = "chain-id " + CHAIN + "\ntime 2026-01-01T00:00:00Z\n";
    String lines = TreasuryFile.lines(TreasuryFile.parse(keys()).named());
    ValidatorsFile file = ValidatorsFile.parse("cairn-validators 1\n" + chain + lines + validator);
    assertThat(ValidatorsFile.parse(file.format())).isEqualTo(file);
    assertThat(file.chain().orElseThrow().treasury())
        .isEqualTo(TreasuryFile.parse(keys()).named().keys().account());
    String both = "cairn-validators 1\n" + chain + "treasury " + ADDRESS + "\n" + lines + validator;
    assertThatThrownBy(() -> ValidatorsFile.parse(both)).hasMessageContaining("one of them says");
    String foreign =
        "cairn-validators 1\n" + chain.replace(CHAIN, "cairn-dev-other") + lines + validator;
    assertThatThrownBy(() -> ValidatorsFile.parse(foreign)).hasMessageContaining("does not hold");
    assertThatThrownBy(() ->
            ValidatorHomes.init(
                folder, plan(TreasuryFile.parse(keys())), file, new SplittableRandom(1), CLOCK))
        .isInstanceOf(InvalidHome.class)
        .hasMessageContaining("names the treasury already");
  }
}
