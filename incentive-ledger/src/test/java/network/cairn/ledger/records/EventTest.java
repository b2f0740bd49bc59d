package network.cairn.ledger.records;

import static org.assertj.core.api.Assertions.assertThat;

import network.cairn.proto.ledger.EventKind;
import org.junit.jupiter.api.Test;

class EventTest {
  @Test
  void kindsHaveTheNamesAndNumbersOfTheWire() {
    assertThat(Event.Kind.values()).hasSize(EventKind.values().length - 1);
    for (Event.Kind kind : Event.Kind.values()) {
      assertThat(EventKind.forNumber(kind.number()).name())
          .isIn(kind.name(), "EVENT_" + kind.name());
      assertThat(Event.Kind.of(kind.number())).isEqualTo(kind);
    }
  }

  @Test
  void aKindOfANewerLedgerIsUnknown() {
    assertThat(Event.Kind.of(-1)).isEqualTo(Event.Kind.UNKNOWN);
    assertThat(Event.Kind.of(EventKind.PROPOSAL_DROPPED_VALUE + 1)).isEqualTo(Event.Kind.UNKNOWN);
  }
}
