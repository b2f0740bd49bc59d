package network.cairn.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.comet.Time;
import org.junit.jupiter.api.Test;

/// No signed header is believed that CometBFT could not take as evidence.
class WireFormTest {
  private static final String CHAIN = "cairn-dev-form";
  private static final UnknownFieldSet STRANGE =
      UnknownFieldSet.newBuilder()
          .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
          .build();
  private static final List<Time> NO_TIMES =
      List.of(
          Time.newBuilder().setSeconds(5).setNanos(-1).build(),
          Time.newBuilder().setSeconds(5).setNanos(1_000_000_000).build(),
          Time.newBuilder().setSeconds(Times.ZERO.getSeconds() - 1).build(),
          Time.newBuilder().setSeconds(253_402_300_800L).build(),
          Time.newBuilder().setSeconds(Long.MAX_VALUE).build(),
          Time.newBuilder().setUnknownFields(STRANGE).build());
  private final SignedHeader good =
      new HandMadeChain(
              CHAIN,
              Instant.parse("2026-01-01T00:00:00Z"),
              Duration.ofSeconds(1),
              _ -> List.of("a", "b"))
          .upTo(3, ByteString.copyFrom(new byte[32]))
          .block(3)
          .getSignedHeader();

  private void header(String why, Consumer<Header.Builder> change) {
    Header.Builder header = good.getHeader().toBuilder();
    change.accept(header);
    Commit.Builder commit = good.getCommit().toBuilder();
    commit.getBlockIdBuilder().setHash(Headers.hash(header.build()));
    isRefused(why, good.toBuilder().setHeader(header).setCommit(commit).build());
  }

  private void commit(String why, Consumer<Commit.Builder> change) {
    Commit.Builder commit = good.getCommit().toBuilder();
    change.accept(commit);
    isRefused(why, good.toBuilder().setCommit(commit).build());
  }

  private static void isRefused(String why, SignedHeader signed) {
    assertThat(LightVerifier.fault(CHAIN, signed))
        .hasValueSatisfying(told -> assertThat(told).contains(why));
  }

  private static BlockId.Builder wrongParts(BlockId.Builder id, int hash) {
    id.getPartSetHeaderBuilder().setHash(ByteString.copyFrom(new byte[hash]));
    return id;
  }

  @Test
  void whatAValidatorMakesIsTaken() {
    assertThat(LightVerifier.fault(CHAIN, good)).isEmpty();
    Commit.Builder absent = good.getCommit().toBuilder();
    absent.getSignaturesBuilder(1).clear().setBlockIdFlag(Votes.ABSENT).setTimestamp(Times.ZERO);
    assertThat(LightVerifier.fault(CHAIN, good.toBuilder().setCommit(absent).build())).isEmpty();
    Header.Builder last = good.getHeader().toBuilder();
    last.setTime(Time.newBuilder().setSeconds(253_402_300_799L).setNanos(999_999_999));
    last.getVersionBuilder().setApp(Long.MAX_VALUE);
    last.getLastBlockIdBuilder().getPartSetHeaderBuilder().setTotal(Integer.MAX_VALUE);
    Commit.Builder commit = good.getCommit().toBuilder();
    commit.getBlockIdBuilder().setHash(Headers.hash(last.build()));
    assertThat(
            LightVerifier.fault(CHAIN, good.toBuilder().setHeader(last).setCommit(commit).build()))
        .isEmpty();
  }

  @Test
  void numbersThatGoReadsOtherwiseAreRefused() {
    header("app version", h -> h.getVersionBuilder().setApp(-1));
    header("2^31 parts", h -> h.getLastBlockIdBuilder().getPartSetHeaderBuilder().setTotal(-1));
    commit("2^31 parts", c -> c.getBlockIdBuilder().getPartSetHeaderBuilder().setTotal(-1));
  }

  @Test
  void hashesHaveTheirLength() {
    header("longer than 32", h -> h.setAppHash(ByteString.copyFrom(new byte[33])));
    for (int length : new int[] {1, 31, 33, 64}) {
      header("neither 0 nor 32", h -> wrongParts(h.getLastBlockIdBuilder(), length));
      commit("neither 0 nor 32", c -> wrongParts(c.getBlockIdBuilder(), length));
    }
  }

  @Test
  void timesThatGoDoesNotReadAreRefused() {
    for (Time time : NO_TIMES) {
      header("the header's time", h -> h.setTime(time));
      commit("the commit's time", c -> c.getSignaturesBuilder(1).setTimestamp(time));
    }
  }

  @Test
  void unknownFieldsAreRefusedWhereverTheyStand() {
    header("unknown", h -> h.setUnknownFields(STRANGE));
    header("unknown", h -> h.getVersionBuilder().setUnknownFields(STRANGE));
    header("unknown", h -> h.getLastBlockIdBuilder().setUnknownFields(STRANGE));
    header(
        "unknown",
        h -> h.getLastBlockIdBuilder().getPartSetHeaderBuilder().setUnknownFields(STRANGE));
    commit("unknown", c -> c.setUnknownFields(STRANGE));
    commit("unknown", c -> c.getBlockIdBuilder().setUnknownFields(STRANGE));
    commit(
        "unknown", c -> c.getBlockIdBuilder().getPartSetHeaderBuilder().setUnknownFields(STRANGE));
    commit("unknown", c -> c.getSignaturesBuilder(0).setUnknownFields(STRANGE));
  }

  @Test
  void aSetThatCometBftCannotAddUpIsNone() {
    long most = Long.MAX_VALUE / 8;
    assertThat(Validators.of(HandMadeChain.set(List.of("a:" + most)).toWire())).isPresent();
    assertThat(Validators.of(HandMadeChain.set(List.of("a:" + most, "b:1")).toWire())).isEmpty();
    assertThat(Validators.of(HandMadeChain.set(List.of("a:2", "a:1")).toWire())).isEmpty();
  }

  /// More than 200 are no evidence.
  @Test
  void aSetThatNoChainHasIsNone() {
    List<String> names = IntStream.range(0, 201).mapToObj(i -> "v" + i).toList();
    assertThat(Validators.of(HandMadeChain.set(names.subList(0, 200)).toWire())).isPresent();
    assertThat(Validators.of(HandMadeChain.set(names).toWire())).isEmpty();
  }
}
