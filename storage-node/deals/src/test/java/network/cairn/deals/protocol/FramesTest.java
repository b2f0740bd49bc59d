package network.cairn.deals.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import network.cairn.deals.protocol.DealAnswer.Rejected;
import network.cairn.proto.deal.Propose;
import org.junit.jupiter.api.Test;

final class FramesTest {
  private static network.cairn.proto.deal.DealRequest propose(int bytes) {
    return network.cairn.proto.deal.DealRequest.newBuilder()
        .setPropose(Propose.newBuilder().setSignedIntent(ByteString.copyFrom(new byte[bytes])))
        .build();
  }

  private static network.cairn.proto.deal.DealRequest read(byte[] frame) throws IOException {
    return Frames.read(
        new ByteArrayInputStream(frame), network.cairn.proto.deal.DealRequest.parser());
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
    List<Reader> readers =
        List.of(
            DealCodec::readRequest,
            DealCodec::readResponse,
            DealCodec::readPieceRequest,
            DealCodec::readPieceResponse);
    for (Reader reader : readers) {
      try {
        assertThat(reader.read(new ByteArrayInputStream(bytes))).isNotNull();
      } catch (InvalidFrame | EOFException refused) {
        assertThat(refused).hasMessageMatching("(?s).+");
      }
    }
  }

  private interface Reader {
    Object read(InputStream in) throws IOException;
  }
}
