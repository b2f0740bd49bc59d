package network.cairn.http.rpc.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import network.cairn.base.time.SimScheduler;
import network.cairn.deals.market.PutQuote;
import network.cairn.deals.market.Terms;
import org.junit.jupiter.api.Test;

final class QuotesTest {
  private static final PutQuote QUOTE = TestMarket.quote(Terms.of(1, Duration.ofDays(1)));
  private final SimScheduler sim = new SimScheduler(1);
  private final Quotes quotes = new Quotes(sim);

  @Test
  void givesAQuoteOnce() {
    String id = quotes.keep(QUOTE);
    assertThat(quotes.take(id)).contains(QUOTE);
    assertThat(quotes.take(id)).isEmpty();
    assertThat(quotes.keep(QUOTE)).isNotEqualTo(id);
    assertThat(quotes.take("")).isEmpty();
  }

  @Test
  void keepsAQuoteForTenMinutesAndNoLonger() {
    sim.run(() -> {
      String first = quotes.keep(QUOTE);
      sim.sleep(Duration.ofMinutes(5));
      String second = quotes.keep(QUOTE);
      sim.sleep(Duration.ofMinutes(5).minusNanos(1));
      assertThat(quotes.take("other")).isEmpty();
      sim.sleep(Duration.ofNanos(1));
      assertThat(quotes.take(first)).isEmpty();
      sim.sleep(Duration.ofMinutes(5).minusNanos(1));
      assertThat(quotes.take(second)).contains(QUOTE);
    });
  }

  @Test
  void givesAQuoteUpToTheEndOfItsTime() {
    sim.run(() -> {
      String id = quotes.keep(QUOTE);
      sim.sleep(Duration.ofMinutes(10).minusNanos(1));
      assertThat(quotes.take(id)).contains(QUOTE);
    });
  }

  @Test
  void keepsSoManyAndForgetsTheOldestOfMore() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      ids.add(quotes.keep(QUOTE));
    }
    assertThat(quotes.take(ids.getFirst())).as("the oldest of 256").contains(QUOTE);
    ids.add(quotes.keep(QUOTE));
    ids.add(quotes.keep(QUOTE));
    assertThat(quotes.take(ids.get(1))).as("the oldest of 257").isEmpty();
    assertThat(quotes.take(ids.get(2))).contains(QUOTE);
    assertThat(quotes.take(ids.getLast())).contains(QUOTE);
  }
}
