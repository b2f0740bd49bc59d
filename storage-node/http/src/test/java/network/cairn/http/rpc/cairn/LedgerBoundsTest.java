package network.cairn.http.rpc.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import network.cairn.api.Kind;
import network.cairn.api.Option;
import network.cairn.api.table.MarketTable;
import network.cairn.ledger.types.Msg;
import org.junit.jupiter.api.Test;

/// The table of commands knows no ledger, so it repeats some of its bounds.
final class LedgerBoundsTest {
  private static Option option(String name) {
    return MarketTable.QUOTE.options().stream()
        .filter(o -> o.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void areThoseOfTheLedger() {
    assertThat(option("copies").kind()).isEqualTo(new Kind.Number(1, Msg.MAX_COPIES));
    assertThat(option("multiplier").kind()).isEqualTo(new Kind.Number(1, Msg.MAX_MULTIPLIER));
  }

  /// What a person buys with is what the door is asked with.
  @Test
  void areTheSameOnTheCommandLine() {
    for (String name : new String[] {"copies", "multiplier", "for", "max-price"}) {
      Option here =
          MarketTable.PUT.options().stream()
              .filter(o -> o.name().equals(name))
              .findFirst()
              .orElseThrow();
      assertThat(here.kind()).as(name).isEqualTo(option(name).kind());
      assertThat(here.fallback()).as(name).isEqualTo(option(name).doorFallback());
    }
  }

  @Test
  void areToldInHelp() {
    assertThat(option("multiplier").help()).contains("1 to " + Msg.MAX_MULTIPLIER);
  }
}
