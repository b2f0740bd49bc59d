package network.cairn.deals.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// The enums of this package have the numbers of the wire.
final class DealCodecTest {
  @Test
  void namesWhatTheWireNames() {
    for (RejectCode code : RejectCode.values()) {
      assertThat(network.cairn.proto.deal.RejectCode.forNumber(code.number()).name())
          .isIn(code.name(), "REJECT_" + code.name());
    }
    for (FillState state : FillState.values()) {
      assertThat(network.cairn.proto.deal.FillState.forNumber(state.number()).name())
          .isIn(state.name(), "FILL_" + state.name());
    }
    for (PieceStatus status : PieceStatus.values()) {
      assertThat(network.cairn.proto.deal.PieceStatus.forNumber(status.number()).name())
          .isIn(status.name(), "PIECE_" + status.name());
    }
  }

  @Test
  void knowsEveryNumberOfTheWire() {
    assertThat(RejectCode.values()).hasSize(known(network.cairn.proto.deal.RejectCode.values()));
    assertThat(FillState.values()).hasSize(known(network.cairn.proto.deal.FillState.values()));
    assertThat(PieceStatus.values()).hasSize(known(network.cairn.proto.deal.PieceStatus.values()));
  }

  private static int known(Enum<?>[] wire) {
    return (int) Arrays.stream(wire).filter(e -> !e.name().equals("UNRECOGNIZED")).count();
  }
}
