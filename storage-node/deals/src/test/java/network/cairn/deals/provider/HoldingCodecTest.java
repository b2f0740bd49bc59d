package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import network.cairn.ledger.client.Chain;
import network.cairn.proto.deal.HoldingState;
import org.junit.jupiter.api.Test;

/// What a provider keeps reads back as it was written.
final class HoldingCodecTest {
  private static ByteString bytes(int value) {
    return ByteString.copyFrom(new byte[] {(byte) value});
  }

  @Test
  void readsADutyBack() {
    for (Holding.State state : Holding.State.values()) {
      Holding holding = new Holding(state, bytes(1), 2, 3, 4, bytes(5), bytes(6), 7, 8, bytes(9));
      assertThat(HoldingCodec.decode(HoldingCodec.encode(holding))).isEqualTo(holding);
    }
  }

  @Test
  void writesStatesByTheirNumbers() {
    for (Holding.State state : Holding.State.values()) {
      assertThat(HoldingState.forNumber(state.number()).name())
          .isIn(state.name(), "HOLDING_" + state.name());
    }
    assertThat(Holding.State.of(Holding.State.values().length)).isEqualTo(Holding.State.UNKNOWN);
  }

  @Test
  void readsACursorBack() {
    Chain.Cursor cursor = new Chain.Cursor(7, 3);
    assertThat(HoldingCodec.decodeCursor(HoldingCodec.encode(cursor))).contains(cursor);
    assertThat(HoldingCodec.decodeCursor(new byte[] {7})).isEmpty();
  }
}
