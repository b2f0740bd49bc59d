package network.cairn.deals.market;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import network.cairn.deals.provider.TestLedger;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Amount;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.comet.Time;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.Slot;
import network.cairn.proto.ledger.SlotState;
import network.cairn.proto.ledgerapi.Entry;
import network.cairn.proto.ledgerapi.Receipt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is left of an agreement when the ledger has forgotten it.
final class HistoryTest {
  private static final Cid ROOT =
      Cid.parse("bafkreicysg23kiwv34eg2d7qweipxwosdo2py4ldv42nbauguluen5v6am");

  @TempDir private Path home;

  private static ByteString receipt() {
    AgreementRecord agreement =
        AgreementRecord.newBuilder()
            .setId(7)
            .setClient(TestLedger.address("client").bytes())
            .setRoot(ByteString.copyFrom(ROOT.bytes()))
            .setPiece(ByteString.copyFrom(PieceCid.of(1_000, new byte[32]).encode()))
            .setCeiling(Amount.ofCairn(1).encode())
            .setTerm(20)
            .setMultiplier(1)
            .setFillUntil(500)
            .setCreatedHeight(2)
            .setSlotRent(Amount.ofCairn(3).encode())
            .setClosedHeight(90)
            .addSlots(Slot.newBuilder().setState(SlotState.SLOT_DONE))
            .build();
    Header header = Header.newBuilder().setTime(Time.newBuilder().setSeconds(1_000)).build();
    return Receipt.newBuilder()
        .setHeight(99)
        .setNext(
            LightBlock.newBuilder().setSignedHeader(SignedHeader.newBuilder().setHeader(header)))
        .setParams(Entry.newBuilder().setValue(TestLedger.PARAMS.encode()))
        .setAgreement(Entry.newBuilder().setValue(agreement.toByteString()))
        .build()
        .toByteString();
  }

  @Test
  void tellsWhatAnAgreementLastWas() {
    History history = new History(home.resolve("receipts"));
    assertThat(history.last(7)).isEmpty();
    history.keep(7, receipt());
    assertThat(history.receipt(7)).contains(receipt());
    AgreementStatus last =
        new History(home.resolve("receipts")).last(7).map(StatusReader::read).orElseThrow();
    assertThat(last.gone()).isTrue();
    assertThat(last.id()).isEqualTo(7);
    assertThat(last.height()).isEqualTo(99);
    assertThat(last.closedHeight()).isEqualTo(90);
    assertThat(last.slots())
        .extracting(SlotStatus::state)
        .containsExactly(SlotStatus.State.UNFILLED);
    assertThat(last.heights().at(100)).hasToString("1970-01-01T00:16:40Z");
    assertThat(last.period()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void saysNothingByADamagedReceipt() throws Exception {
    History history = new History(home);
    history.keep(7, receipt());
    Files.writeString(home.resolve("agreement-7.receipt"), "damaged");
    assertThat(history.last(7)).isEmpty();
  }
}
