package network.cairn.ledger.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

class CodecTest {
  @Test
  void amountsHaveOneWireForm() {
    Property.check(
        500,
        random -> {
          Amount amount = amount(random);
          assertThat(Amount.decode(amount.encode())).isEqualTo(amount);
          assertThat(Amount.parse(amount.decimal())).isEqualTo(amount);
        });
    assertThat(Amount.ZERO.encode().isEmpty()).isTrue();
    assertThatThrownBy(() -> Amount.decode(bytes(0))).isInstanceOf(NotCanonical.class);
    assertThatThrownBy(() -> Amount.decode(bytes(0, 1))).isInstanceOf(NotCanonical.class);
    byte[] above = Amount.SUPPLY.pebbles().add(BigInteger.ONE).toByteArray();
    assertThatThrownBy(() -> Amount.decode(ByteString.copyFrom(above)))
        .isInstanceOf(NotCanonical.class);
    assertThat(Amount.decode(Amount.SUPPLY.encode())).isEqualTo(Amount.SUPPLY);
    assertThatThrownBy(() -> Amount.parse("01")).isInstanceOf(OutOfRange.class);
    assertThatThrownBy(() -> Amount.ZERO.minus(Amount.ofPebbles(1))).isInstanceOf(OutOfRange.class);
  }

  @Test
  void bodiesOfEveryMessageComeBackEqual() {
    Property.check(
        200,
        random -> {
          TxBody body =
              TxBody.of(
                  ByteString.copyFrom(Property.bytes(random, 32)),
                  address(random),
                  random.nextInt(16),
                  random.nextLong(1, Long.MAX_VALUE),
                  random.nextLong(1, Long.MAX_VALUE),
                  all(random));
          assertThat(TxBody.decode(body.encode())).isEqualTo(body);
        });
  }

  @Test
  void aFieldOutOfRangeMakesTheMessageMalformedNotTheBody() {
    network.cairn.proto.ledger.TxBody.Builder wire = network.cairn.proto.ledger.TxBody.newBuilder();
    wire.addMsgsBuilder().getTransferBuilder().setTo(bytes(1)).setAmount(bytes(1));
    wire.addMsgsBuilder().getTerminateBuilder().setAgreement(1).setSet(1);
    wire.addMsgsBuilder().getBondStakeBuilder().setAmount(bytes(1)).getKeysBuilder();
    wire.addMsgsBuilder().getBondStakeBuilder();
    wire.addMsgsBuilder().getUnbondStakeBuilder();
    wire.addMsgsBuilder().getChangeKeysBuilder();
    wire.addMsgsBuilder().getChangeKeysBuilder().getKeysBuilder().setPubkey(bytes(1));
    TxBody body = TxBody.decode(wire.build().toByteString());
    assertThat(body.msgs()).hasSize(7).allMatch(msg -> msg instanceof Msg.Malformed);
    assertThat(body.msgs().getFirst().kind()).isEqualTo(Msg.Kind.TRANSFER);
  }

  @Test
  void aProposalOfNothingOfBothOrOfTheSameTwiceIsMalformed() {
    network.cairn.proto.ledger.TxBody.Builder wire = network.cairn.proto.ledger.TxBody.newBuilder();
    wire.addMsgsBuilder().getProposeBuilder().setActivationHeight(4);
    wire.addMsgsBuilder().getProposeBuilder().getUpgradeBuilder().setAppVersion(2).setName("A b");
    wire.addMsgsBuilder().getProposeBuilder().addChangesBuilder().setName("x".repeat(41));
    network.cairn.proto.ledger.ParamChange.Builder one =
        network.cairn.proto.ledger.ParamChange.newBuilder().setName("M").setValue(bytes(9));
    wire.addMsgsBuilder().getProposeBuilder().addChanges(one).addChanges(one);
    wire.addMsgsBuilder()
        .getProposeBuilder()
        .addChanges(one)
        .getUpgradeBuilder()
        .setAppVersion(2)
        .setName("next");
    for (int i = 0; i < 17; i++) {
      one.setName("p" + i);
      wire.addMsgsBuilder().getProposeBuilder();
      wire.getMsgsBuilder(5).getProposeBuilder().addChanges(one);
    }
    TxBody body = TxBody.decode(wire.build().toByteString());
    assertThat(body.msgs().subList(0, 6)).allMatch(msg -> msg instanceof Msg.Malformed);
  }

  @Test
  void aMessageOfNoKindAnAmountAboveTheSupplyAndHugeIntegersAreNotCanonical() {
    network.cairn.proto.ledger.TxBody.Builder none = network.cairn.proto.ledger.TxBody.newBuilder();
    none.addMsgsBuilder();
    assertThatThrownBy(() -> TxBody.decode(none.build().toByteString()))
        .isInstanceOf(NotCanonical.class);
    network.cairn.proto.ledger.TxBody.Builder rich = network.cairn.proto.ledger.TxBody.newBuilder();
    rich.addMsgsBuilder().getBondAddBuilder().setAmount(ByteString.copyFrom(new byte[17]));
    assertThatThrownBy(() -> TxBody.decode(rich.build().toByteString()))
        .isInstanceOf(NotCanonical.class);
    ByteString huge =
        network.cairn.proto.ledger.TxBody.newBuilder().setNonce(-1).build().toByteString();
    assertThatThrownBy(() -> TxBody.decode(huge)).isInstanceOf(NotCanonical.class);
  }

  @Test
  void envelopesIntentsAndAsksComeBackEqual() {
    Random random = new Random(5);
    SignedTx tx = new SignedTx(bytes(1, 2, 3), sig(random));
    assertThat(SignedTx.decode(tx.encode())).isEqualTo(tx);
    SignedIntent intent = new SignedIntent(intent(random).encode(), sig(random));
    assertThat(SignedIntent.decode(intent.encode())).isEqualTo(intent);
    assertThat(Intent.decode(intent.body()).encode()).isEqualTo(intent.body());
    Ask ask = new Ask(bytes(1), address(random), amount(random), 1, 2, 3, 4, 5);
    SignedAsk signed = new SignedAsk(ask.encode(), sig(random));
    assertThat(Ask.decode(SignedAsk.decode(signed.encode()).body())).isEqualTo(ask);
  }

  @Test
  void aSecondSignatureIsNotCanonical() {
    Random random = new Random(6);
    SignedTx tx = new SignedTx(bytes(1), sig(random));
    ByteString other =
        network.cairn.proto.ledger.SignedTx.newBuilder()
            .setSig(sig(random).toWire())
            .build()
            .toByteString();
    assertThatThrownBy(() -> SignedTx.decode(tx.encode().concat(other)))
        .isInstanceOf(NotCanonical.class);
  }

  @Test
  void genesisIsRefusedUnsortedShortOrOutOfBounds() {
    Genesis good = genesis("cairn-dev-a", Params.defaults(Profile.DEV));
    assertThat(Genesis.decode(good.encode())).isEqualTo(good);
    assertThat(good.chainRef()).hasSize(32);
    assertThatThrownBy(() ->
            new Genesis(
                good.chainId(), 0, good.validators().reversed(), good.params(), good.allocations()))
        .isInstanceOf(OutOfRange.class);
    assertThatThrownBy(() ->
            new Genesis(
                good.chainId(),
                0,
                good.validators(),
                good.params(),
                good.allocations().subList(0, 1)))
        .isInstanceOf(OutOfRange.class);
    Genesis main = genesis("cairn", Params.defaults(Profile.DEV));
    assertThatThrownBy(() -> Genesis.decode(main.encode())).isInstanceOf(OutOfRange.class);
    Genesis right = genesis("cairn", Params.defaults(Profile.MAIN));
    assertThat(Genesis.decode(right.encode())).isEqualTo(right);
    for (Profile profile : Profile.values()) {
      String id = profile == Profile.DEV ? "cairn-dev-a" : "cairn";
      Params governed = Params.defaults(profile).governedBy(Governance.defaults(profile));
      Genesis changing = genesis(id, governed);
      assertThat(Genesis.decode(changing.encode())).isEqualTo(changing);
      Genesis vetting = genesis(id, governed.vettedBy(Vetting.defaults(profile)));
      assertThat(Genesis.decode(vetting.encode())).isEqualTo(vetting);
    }
  }

  private static Genesis genesis(String id, Params params) {
    Random random = new Random(7);
    List<Genesis.Validator> validators =
        java.util.stream.IntStream.range(0, 4)
            .mapToObj(i ->
                new Genesis.Validator(
                    ByteString.copyFrom(Property.bytes(random, 32)),
                    1,
                    ByteString.copyFrom(Property.bytes(random, 32))))
            .sorted(
                java.util.Comparator.comparing(
                    Genesis.Validator::address, ByteString.unsignedLexicographicalComparator()))
            .toList();
    Address one = address(random);
    Address two = address(random);
    List<Genesis.Allocation> allocations =
        java.util.stream.Stream.of(
                new Genesis.Allocation(one, Amount.ofCairn(1)),
                new Genesis.Allocation(two, Amount.ofCairn(999_999_999)))
            .sorted(java.util.Comparator.comparing(Genesis.Allocation::address))
            .toList();
    return new Genesis(id, 1_000, validators, params, allocations);
  }

  private static List<Msg> all(Random random) {
    ByteString peer = PeerIds.ofKey(Property.bytes(random, 32));
    ByteString blob = ByteString.copyFrom(Property.bytes(random, 64));
    return List.of(
        new Msg.Transfer(address(random), Amount.ofPebbles(1)),
        new Msg.RegisterProvider(address(random), peer, blob, List.of(blob, blob), amount(random)),
        new Msg.UpdateProvider(
            address(random),
            Optional.of(address(random)),
            Optional.of(new Msg.PeerChange(peer, blob)),
            Optional.of(List.of())),
        new Msg.UpdateProvider(
            address(random), Optional.of(address(random)), Optional.empty(), Optional.empty()),
        new Msg.BondAdd(Amount.ofPebbles(5)),
        new Msg.BondWithdraw(Amount.ofPebbles(6)),
        new Msg.CreateAgreement(blob, blob, 3, amount(random), 10, 2, 77),
        new Msg.OpenSet(new SignedIntent(intent(random).encode(), sig(random))),
        new Msg.ProveBatch(List.of(blob, ByteString.EMPTY, blob)),
        new Msg.TerminateAgreement(4),
        new Msg.TerminateSet(5),
        new Msg.ReserveRepair(6),
        new Msg.CompleteRepair(7, blob),
        new Msg.BondStake(
            Amount.ofPebbles(8), Optional.of(new Msg.CandidateKeys(vote(random), beacon(random)))),
        new Msg.BondStake(Amount.ofPebbles(9), Optional.empty()),
        new Msg.UnbondStake(Amount.ofPebbles(10)),
        new Msg.ChangeKeys(Optional.of(vote(random)), Optional.empty()),
        new Msg.ChangeKeys(Optional.empty(), Optional.of(beacon(random))),
        new Msg.Unjail(),
        new Msg.Propose(
            new Msg.Changes(
                List.of(
                    new ParamChange("M", BigInteger.TEN),
                    new ParamChange("minBond", amount(random).pebbles()))),
            random.nextLong(1, Long.MAX_VALUE)),
        new Msg.Propose(new Msg.NewProgram(new Upgrade(2, "next-2")), 9),
        new Msg.Propose(new Msg.Treasurers(named(random)), 10),
        order(
            random,
            new Order.Pay(
                List.of(
                    new Order.Payment(address(random), Amount.ofPebbles(1)),
                    new Order.Payment(address(random), Amount.ofPebbles(2))))),
        order(random, new Order.NewKeys(named(random))),
        order(random, new Order.Keep()),
        new Msg.Vote(3, true),
        new Msg.Vote(4, false));
  }

  private static Msg order(Random random, Order.Act act) {
    ByteString ref = ByteString.copyFrom(Property.bytes(random, 32));
    return new Msg.TreasuryOrder(new Order(ref, 3, 99, act), List.of(sig(random)));
  }

  private static NamedKeys named(Random random) {
    ByteString key = ByteString.copyFrom(Property.bytes(random, 32));
    return new NamedKeys(
        new TreasuryKeys(2, List.of(new TreasuryKeys.Key(key, 3))),
        List.of(ByteString.copyFrom(Property.bytes(random, 64))));
  }

  private static Msg.VoteKey vote(Random random) {
    return new Msg.VoteKey(
        ByteString.copyFrom(Property.bytes(random, 32)),
        ByteString.copyFrom(Property.bytes(random, 64)));
  }

  private static Msg.BeaconKey beacon(Random random) {
    return new Msg.BeaconKey(
        ByteString.copyFrom(Property.bytes(random, 32)),
        ByteString.copyFrom(Property.bytes(random, 80)));
  }

  private static Intent intent(Random random) {
    ByteString ref = ByteString.copyFrom(Property.bytes(random, 32));
    return new Intent(ref, 1, 2, address(random), ref, amount(random), amount(random), 9);
  }

  private static Sig sig(Random random) {
    return Sig.ed25519(Property.bytes(random, 32), Property.bytes(random, 64));
  }

  private static Address address(Random random) {
    return Address.of(Property.bytes(random, 32));
  }

  private static Amount amount(Random random) {
    return Amount.of(new BigInteger(random.nextInt(90), random).mod(Amount.SUPPLY.pebbles()));
  }

  private static ByteString bytes(int... values) {
    byte[] out = new byte[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) values[i];
    }
    return ByteString.copyFrom(out);
  }
}
