package network.cairn.ledger.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.OutOfRange;
import org.junit.jupiter.api.Test;

final class AmountsTest {
  @Test
  void readsCairnAndPebbles() {
    assertThat(Amounts.parse("2.5")).hasToString("2.5 CAIRN");
    assertThat(Amounts.parse("0.000000000000000001")).isEqualTo(Amounts.parse("1pebbles"));
    assertThat(Amounts.parse("1 CAIRN")).isEqualTo(Amount.ofCairn(1));
    assertThat(Amounts.parse("7 pebbles").decimal()).isEqualTo("7");
    assertThat(Amounts.parse("0")).isEqualTo(Amount.ZERO);
    assertThat(Amounts.parse("1000000000")).isEqualTo(Amount.ofCairn(1_000_000_000));
  }

  @Test
  void refusesWhatIsNoAmountOrAboveTheSupply() {
    for (String text :
        List.of("", "much", "-1", "+1", "1e3", ".5", "1.", "1,5", "0.0000000000000000001")) {
      assertThatThrownBy(() -> Amounts.parse(text))
          .as(text)
          .isInstanceOf(OutOfRange.class)
          .hasMessageContaining("write CAIRN");
    }
    for (String text : List.of("1000000001", "9999999999", "-1pebbles", "pebbles", "0.5pebbles")) {
      assertThatThrownBy(() -> Amounts.parse(text)).as(text).isInstanceOf(OutOfRange.class);
    }
    assertThatThrownBy(() -> Amounts.parse("x".repeat(1_000_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(150));
  }
}
