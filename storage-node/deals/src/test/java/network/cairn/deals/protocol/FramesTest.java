package network.cairn.deals.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import network.cairn.deals.protocol.DealAnswer.Rejected;
import network.cairn.proto.deal.DealRequest;
import network.cairn.proto.deal.DealResponse;
import network.cairn.proto.deal.PieceRequest;
import network.cairn.proto.deal.Propose;
import network.cairn.proto.deal.RejectCode;
import org.junit.jupiter.api.Test;

final class FramesTest {
  private static DealRequest propose(int bytes) {
    return DealRequest.newBuilder()
        .setPropose(Propose.newBuilder().setSignedIntent(ByteString.copyFrom(new byte[bytes])))
        .build();
  }

  private static DealRequest read(byte[] frame) throws IOException {
    return Frames.read(new ByteArrayInputStream(frame), DealRequest.parser());
  }

  @Test
  void readsWhatItWrote() throws IOException {
    for (int size : new int[] {0, 1, 100, 200, 20_000, 65_000}) {
      assertThat(read(Frames.encode(propose(size)))).isEqualTo(propose(size));
    }
  }

  @Test
  void refusesLongMessagesBeforeTheyAreRead() {
    assertThatThrownBy(() -> Frames.encode(propose(70_000))).isInstanceOf(InvalidFrame.class);
    assertThatThrownBy(() -> read(new byte[] {(byte) 0x81, (byte) 0x80, 0x04}))
        .isInstanceOf(InvalidFrame.class);
    assertThatThrownBy(() -> read(new byte[] {-1, -1, -1, -1, 0x07}))
        .isInstanceOf(InvalidFrame.class);
    assertThatThrownBy(() -> read(new byte[] {(byte) 0x80, 0x00})).isInstanceOf(InvalidFrame.class);
  }

  @Test
  void saysWhenTheStreamEnds() throws IOException {
    byte[] frame = Frames.encode(propose(200));
    for (int length = 0; length < frame.length; length++) {
      byte[] cut = Arrays.copyOf(frame, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void keepsDetailsShortAndWhole() {
    String text = "ä".repeat(300);
    String kept = new Rejected(RejectCode.TERMS, text).detail();
    assertThat(kept.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(256);
    assertThat(text).startsWith(kept);
    assertThat(new Rejected(RejectCode.TERMS, "short").detail()).isEqualTo("short");
  }

  @FuzzTest(maxDuration = "10s")
  void readsAnyBytesOrRefusesThem(byte[] bytes) throws IOException {
    for (var parser :
        java.util.List.of(DealRequest.parser(), DealResponse.parser(), PieceRequest.parser())) {
      try {
        assertThat(Frames.read(new ByteArrayInputStream(bytes), parser)).isNotNull();
      } catch (InvalidFrame | EOFException refused) {
        assertThat(refused).hasMessageMatching("(?s).+");
      }
    }
  }
}
