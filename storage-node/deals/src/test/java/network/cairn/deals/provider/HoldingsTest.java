package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.UncheckedIOException;
import java.util.List;
import network.cairn.ledger.proof.PieceCid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HoldingsTest {
  private final MemoryState store = new MemoryState();
  private final Holdings holdings = new Holdings(store);
  private PieceCid small;
  private PieceCid large;

  @BeforeEach
  void makePieces() throws Exception {
    small = TestPiece.of(1, 1_000).cid();
    large = TestPiece.of(2, 5_000).cid();
  }

  private static Holding duty(long ticket, PieceCid piece) {
    return Holding.repair(ticket, 1, 0, piece, 900);
  }

  private static ByteString bytes(PieceCid piece) {
    return TestProvider.bytes(piece);
  }

  @Test
  void areTheSameAfterARestart() {
    holdings.put("a", duty(1, small));
    holdings.put("b", duty(2, large));
    holdings.change("b", duty -> duty.complete().sent(ByteString.copyFromUtf8("tx")).opened(7));
    holdings.put("c", duty(3, small));
    holdings.remove("c");
    Holdings restarted = new Holdings(store);
    assertThat(restarted.list()).containsExactlyElementsOf(holdings.list());
    Holding opened = restarted.get("b").orElseThrow();
    assertThat(opened.state()).isEqualTo(Holding.State.OPEN);
    assertThat(opened.set()).isEqualTo(7);
    assertThat(opened.tx()).isEqualTo(ByteString.copyFromUtf8("tx"));
    assertThat(restarted.list().getLast().piece()).isEqualTo(large);
  }

  @Test
  void readNothingElseOfTheStore() {
    store.put("provider/repair-cursor", new byte[] {1});
    store.put("market/agreement/1", new byte[] {2});
    assertThat(new Holdings(store).list()).isEmpty();
  }

  @Test
  void refuseToOpenOverADutyThatCannotBeRead() {
    store.put("provider/holding/a", new byte[] {7});
    assertThatThrownBy(() -> new Holdings(store))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not decode");
  }

  /// Whoever runs the home without the role is told, whatever one of them looks like.
  @Test
  void areCountedWithoutTheRole() {
    assertThat(Holdings.duties(store)).isZero();
    holdings.put("a", duty(1, small));
    assertThat(Holdings.duties(store)).as("nothing is there yet").isZero();
    holdings.change("a", Holding::complete);
    assertThat(Holdings.duties(store)).isEqualTo(1);
    store.put("provider/holding/b", new byte[] {7});
    assertThat(Holdings.duties(store)).isEqualTo(2);
  }

  @Test
  void doNotChangeWhatIsGone() {
    holdings.change("a", Holding::complete);
    assertThat(holdings.get("a")).isEmpty();
    assertThat(store.entries).isEmpty();
  }

  @Test
  void areNoOtherThanTheDiskSaysWhenItFails() {
    holdings.put("a", duty(1, small));
    store.broken = true;
    assertThatThrownBy(() -> holdings.put("b", duty(2, large)))
        .isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> holdings.change("a", Holding::complete))
        .isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> holdings.remove("a")).isInstanceOf(UncheckedIOException.class);
    assertThat(new Holdings(store).list()).isEqualTo(holdings.list());
    assertThat(holdings.get("a").orElseThrow().state()).isEqualTo(Holding.State.RECEIVING);
  }

  @Test
  void countEveryPieceOnceInAllAndEveryWaitingDuty() {
    holdings.put("a", duty(1, small));
    holdings.put("b", duty(2, small));
    holdings.put("c", duty(3, large));
    holdings.list().forEach(named -> holdings.change(named.key(), Holding::complete));
    assertThat(holdings.bytes()).isEqualTo(small.rawSize() + large.rawSize());
    assertThat(holdings.unopenedBytes(_ -> true)).isEqualTo(2 * small.rawSize() + large.rawSize());
    holdings.change("a", duty -> duty.opened(1));
    assertThat(holdings.bytes()).isEqualTo(small.rawSize() + large.rawSize());
    assertThat(holdings.unopenedBytes(_ -> true)).isEqualTo(small.rawSize() + large.rawSize());
    assertThat(holdings.size()).isEqualTo(3);
  }

  @Test
  void countOfUnfinishedTransfersWhatTheyHoldAndNoMore() {
    holdings.put("a", duty(1, large));
    holdings.put("b", duty(2, large));
    assertThat(holdings.bytes()).isZero();
    holdings.claim("a", 100);
    holdings.claim("nobody", 7_000);
    assertThat(holdings.claim("b", 200, 299)).isFalse();
    assertThat(holdings.claim("b", 200, 300)).isTrue();
    assertThat(holdings.claim("b", 150, 250)).as("its own claim is no other's").isTrue();
    assertThat(holdings.bytes()).isEqualTo(250);
    assertThat(holdings.unopenedBytes(_ -> true)).isEqualTo(250);
    holdings.remove("a");
    assertThat(holdings.bytes()).isEqualTo(150);
    holdings.change("b", Holding::complete);
    assertThat(holdings.bytes()).isEqualTo(large.rawSize());
  }

  @Test
  void knowWhichPiecesAreNeededBesideOneDuty() {
    holdings.put("a", duty(1, small));
    assertThat(holdings.needs(bytes(small))).isTrue();
    assertThat(holdings.needs(bytes(large))).isFalse();
    assertThat(holdings.isNeeded(bytes(small), "a")).isFalse();
    assertThat(holdings.isNeeded(bytes(small), "b")).isTrue();
    holdings.put("b", duty(2, small));
    assertThat(holdings.isNeeded(bytes(small), "a")).isTrue();
  }

  @Test
  void nameFillsByTheirIntentAndRepairsByTheirTicket() {
    ByteString hash = ByteString.copyFrom(new byte[] {1, (byte) 0xab});
    assertThat(List.of(Holdings.key(hash), Holdings.key(12))).containsExactly("01ab", "ticket-12");
  }

  @Test
  void keepADutyOfAnotherVersionAsUnknown() {
    byte[] value = HoldingCodec.encode(duty(1, small));
    network.cairn.proto.deal.Holding.Builder wire =
        network.cairn.proto.deal.Holding.newBuilder().setPiece(bytes(small)).setStateValue(99);
    store.put("provider/holding/new", wire.build().toByteArray());
    store.put("provider/holding/old", value);
    Holdings read = new Holdings(store);
    assertThat(read.get("new").orElseThrow().state()).isEqualTo(Holding.State.UNKNOWN);
    assertThat(read.get("old")).contains(duty(1, small));
  }
}
