package network.cairn.ledger.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every parameter has bounds, and at the bounds every product of parameters fits.
class ParamBoundsTest {
  private static final int EMPTY_ENTRY = 2;

  /// The wire fields in the order of [ParamBounds]: those of the parameters, then those of fees.
  private static List<FieldDescriptor> fields() {
    List<FieldDescriptor> all =
        new ArrayList<>(network.cairn.proto.ledger.Params.getDescriptor().getFields());
    all.removeIf(f -> f.getJavaType() == FieldDescriptor.JavaType.MESSAGE);
    all.addAll(network.cairn.proto.ledger.Fees.getDescriptor().getFields());
    return all;
  }

  private static network.cairn.proto.ledger.Params with(
      Params params, int index, BigInteger value) {
    network.cairn.proto.ledger.Params.Builder wire = params.toWire().toBuilder();
    FieldDescriptor field = fields().get(index);
    boolean fee = field.getContainingType() != wire.getDescriptorForType();
    com.google.protobuf.Message.Builder into = fee ? wire.getFeesBuilder() : wire;
    into.setField(
        field,
        field.getJavaType() == FieldDescriptor.JavaType.LONG
            ? (Object) value.longValueExact()
            : raw(value));
    return wire.build();
  }

  private static ByteString raw(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int skip = bytes[0] == 0 ? 1 : 0;
    return ByteString.copyFrom(bytes, skip, bytes.length - skip);
  }

  @ParameterizedTest
  @EnumSource
  void theTableHasEveryParameter(Profile profile) {
    List<ParamBounds.Row> rows = ParamBounds.of(profile);
    assertThat(rows).hasSameSizeAs(fields());
    Params defaults = Params.defaults(profile);
    for (int i = 0; i < rows.size(); i++) {
      Params changed = Params.of(with(defaults, i, rows.get(i).value().apply(defaults)));
      assertThat(changed).as(rows.get(i).name()).isEqualTo(defaults);
    }
    assertThatCode(() -> profile.requireBounds(defaults)).doesNotThrowAnyException();
  }

  /// One below and one above are refused with the parameter's name and bounds, either by it or by
  /// what no chain can run with.
  @ParameterizedTest
  @EnumSource
  void whatIsOutsideIsRefusedByName(Profile profile) {
    List<ParamBounds.Row> rows = ParamBounds.of(profile);
    int refused = 0;
    for (int i = 0; i < rows.size(); i++) {
      ParamBounds.Row row = rows.get(i);
      List<BigInteger> outside =
          Stream.of(row.lowest().subtract(BigInteger.ONE), row.highest().add(BigInteger.ONE))
              .filter(v -> v.signum() >= 0)
              .toList();
      for (BigInteger value : outside) {
        int index = i;
        assertThatThrownBy(() ->
                profile.requireBounds(Params.of(with(Params.defaults(profile), index, value))))
            .as(row.name() + " " + value)
            .isInstanceOfAny(OutOfRange.class, NotCanonical.class);
        refused++;
      }
    }
    System.out.println(profile + ": " + rows.size() + " parameters, " + refused + " refused");
    assertThat(refused).isGreaterThan(rows.size());
  }

  /// The highest value of each parameter.
  private record Highest(Map<String, BigInteger> values) {
    BigInteger get(String name) {
      return Optional.ofNullable(values.get(name)).orElseThrow();
    }
  }

  private static BigInteger times(BigInteger value, long factor) {
    return value.multiply(BigInteger.valueOf(factor));
  }

  /// Heights and times fit a signed 64-bit number, money fits the supply and so 128 bits.
  @ParameterizedTest
  @EnumSource
  void everyProductAtTheBoundsFits(Profile profile) {
    Highest at = new Highest(new LinkedHashMap<>());
    ParamBounds.of(profile).forEach(row -> at.values().put(row.name(), row.highest()));
    BigInteger height = BigInteger.valueOf(1L << 53);
    Map<String, BigInteger> counts = new LinkedHashMap<>();
    counts.put("h + term · M", height.add(times(at.get("M"), Msg.MAX_TERM)));
    counts.put(
        "2 · W · interval in ns",
        times(at.get("W"), 2).multiply(times(at.get("blockInterval"), 1_000_000)));
    counts.put(
        "h + W + T_fill + M", height.add(at.get("W")).add(at.get("T_fill")).add(at.get("M")));
    counts.put("maxDuePerBlock · M", times(at.get("maxDuePerBlock"), at.get("M").longValueExact()));
    counts.put("h + unbonding", height.add(at.get("unbonding")));
    counts.put("h + keepClosed", height.add(at.get("keepClosed")));
    counts.put("7 · blocksPerDay", BigInteger.valueOf(7L * 86_400_000L));
    counts.forEach((name, value) -> assertThat(value.bitLength()).as(name).isLessThanOrEqualTo(63));

    Map<String, BigInteger> money = new LinkedHashMap<>();
    BigInteger fees =
        times(
            at.values().entrySet().stream()
                .filter(e -> e.getKey().startsWith("fee of"))
                .map(Map.Entry::getValue)
                .max(BigInteger::compareTo)
                .orElseThrow(),
            TxBody.MAX_MSGS);
    money.put("fee of a transaction", times(at.get("bytePrice"), SignedTx.MAX_SIZE).add(fees));
    money.put("proof fees", times(at.get("proofFee"), SignedTx.MAX_SIZE / EMPTY_ENTRY));
    money.put(
        "deposit", at.get("agreementDeposit").add(times(at.get("slotDeposit"), Msg.MAX_COPIES)));
    money.put("new accounts", times(at.get("newAccountFee"), TxBody.MAX_MSGS));
    money.put("least escrow", times(at.get("minRate"), (long) Msg.MAX_COPIES * Msg.MAX_TERM));
    money.put("least collaterals", times(at.get("minCollateral"), Msg.MAX_COPIES));
    money.put("least bond", at.get("minBond"));
    money.forEach((name, value) -> {
      System.out.println(profile + ": " + name + " at most " + value + " pebbles");
      assertThat(value).as(name).isLessThanOrEqualTo(Amount.SUPPLY.pebbles());
      assertThat(value.bitLength()).as(name).isLessThanOrEqualTo(127);
    });
  }

  @ParameterizedTest
  @EnumSource
  void theDocumentSaysTheSame(Profile profile) throws IOException {
    String text = Files.readString(Path.of("../docs/protocol.md"));
    Params all =
        Params.defaults(profile)
            .governedBy(Governance.defaults(profile))
            .vettedBy(Vetting.defaults(profile));
    for (ParamBounds.Row row : ParamBounds.of(profile, all)) {
      String line =
          text.lines()
              .filter(l -> l.startsWith("| " + row.name() + " |"))
              .findFirst()
              .orElseThrow(() -> new AssertionError(row.name() + " is not in the table of §7"));
      assertThat(line).contains(bounds(row));
    }
  }

  private static Params staked(Profile profile) {
    return Params.defaults(profile).with(Staking.defaults(profile));
  }

  private static List<FieldDescriptor> stakingFields() {
    return network.cairn.proto.ledger.Staking.getDescriptor().getFields();
  }

  private static network.cairn.proto.ledger.Params withStaking(
      Params params, int index, BigInteger value) {
    network.cairn.proto.ledger.Params.Builder wire = params.toWire().toBuilder();
    FieldDescriptor field = stakingFields().get(index);
    wire.getStakingBuilder()
        .setField(
            field,
            field.getJavaType() == FieldDescriptor.JavaType.LONG
                ? (Object) value.longValueExact()
                : raw(value));
    return wire.build();
  }

  @ParameterizedTest
  @EnumSource
  void stakingHasItsOwnTable(Profile profile) throws IOException {
    List<ParamBounds.Row> rows = ParamBounds.staking(profile);
    assertThat(rows).hasSameSizeAs(stakingFields());
    Params defaults = staked(profile);
    assertThatCode(() -> profile.requireBounds(defaults)).doesNotThrowAnyException();
    String text = Files.readString(Path.of("../docs/protocol.md"));
    for (int i = 0; i < rows.size(); i++) {
      ParamBounds.Row row = rows.get(i);
      int index = i;
      assertThat(Params.of(withStaking(defaults, i, row.value().apply(defaults))))
          .as(row.name())
          .isEqualTo(defaults);
      Stream.of(row.lowest().subtract(BigInteger.ONE), row.highest().add(BigInteger.ONE))
          .filter(v -> v.signum() >= 0)
          .forEach(value ->
              assertThatThrownBy(
                      () -> profile.requireBounds(Params.of(withStaking(defaults, index, value))))
                  .as(row.name() + " " + value)
                  .isInstanceOf(OutOfRange.class));
      assertThat(text.lines().filter(l -> l.startsWith("| " + row.name() + " |")))
          .as(row.name())
          .anyMatch(line -> line.contains(bounds(row)));
    }
  }

  @Test
  void stakeOutlivesTheTrustOfLightClients() {
    Params main = staked(Profile.MAIN);
    long least = main.blocksPerDay() + 14 * main.blocksPerDay() * 10 / 9 + 1;
    assertThatCode(() -> Profile.MAIN.requireBounds(unbonding(main, least)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Profile.MAIN.requireBounds(unbonding(main, least - 1)))
        .isInstanceOf(OutOfRange.class)
        .hasMessageContaining("14 days");
    assertThatThrownBy(() -> Profile.MAIN.requireBounds(unbonding(main, 1_001 * 17_280L)))
        .isInstanceOf(OutOfRange.class)
        .hasMessageContaining("1000 epochs");
  }

  private static Params unbonding(Params params, long blocks) {
    return Params.of(params.toWire().toBuilder().setUnbondingBlocks(blocks).build());
  }

  @Test
  void theSupplysPowerIsBelowCometBfts() {
    Staking least =
        Staking.of(
            staked(Profile.DEV).toWire().getStaking().toBuilder()
                .setPowerScale(raw(BigInteger.TEN.pow(9)))
                .build());
    assertThat(least.power(Amount.SUPPLY.pebbles())).isLessThan(1L << 60);
  }

  private static String bounds(ParamBounds.Row row) {
    return number(row, row.lowest()) + " – " + number(row, row.highest());
  }

  /// Money in CAIRN where that is shorter.
  private static String number(ParamBounds.Row row, BigInteger value) {
    BigInteger tenth = BigInteger.TEN.pow(14);
    if (row.unit().equals("pebbles") && value.compareTo(tenth) >= 0) {
      String cairn = new java.math.BigDecimal(value, 18).stripTrailingZeros().toPlainString();
      return cairn + " C";
    }
    return String.format(Locale.ROOT, "%,d", value);
  }
}
