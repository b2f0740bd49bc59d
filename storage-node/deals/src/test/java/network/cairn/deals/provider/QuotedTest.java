package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.UncheckedIOException;
import java.util.List;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Ask;
import org.junit.jupiter.api.Test;

final class QuotedTest {
  private static final ByteString CHAIN = ByteString.copyFrom(new byte[32]);
  private static final Address SELF = new Address(CHAIN);

  private final MemoryState store = new MemoryState();
  private Quoted quoted = new Quoted(store);

  private static ProviderConfig at(long cairn) {
    return ProviderConfig.of(Amount.ofCairn(cairn), 1L << 30);
  }

  private void ask(ProviderConfig config, long height) {
    quoted.add(
        config,
        height,
        new Ask(
            CHAIN,
            SELF,
            config.price(),
            config.minBytes(),
            config.maxBytes(),
            config.maxTerm(),
            config.maxMultiplier(),
            height + config.askBlocks()));
  }

  private List<Amount> prices(long height, ProviderConfig now) {
    return quoted.at(height, now).stream().map(ProviderConfig::price).toList();
  }

  @Test
  void keepsWhatWasAskedForOverARestartAndNoShorter() {
    ask(at(5), 100);
    quoted = new Quoted(store);
    assertThat(quoted.hasOthers(at(9))).isTrue();
    assertThat(prices(1_100, at(9))).containsExactly(at(9).price(), at(5).price());
    assertThat(prices(1_300, at(9))).containsExactly(at(9).price());
    assertThat(quoted.hasOthers(at(5))).isFalse();
  }

  @Test
  void keepsEveryTermOfAnAskNotThePriceAlone() {
    ProviderConfig now = at(5).withTerms(at(5).price(), 1_000, 2_000, 7, 1);
    ask(now, 100);
    quoted = new Quoted(store);
    assertThat(quoted.at(100, at(5))).containsExactly(at(5), now);
  }

  @Test
  void promisesNothingThatTheDiskDidNotTake() {
    store.broken = true;
    assertThatThrownBy(() -> ask(at(5), 100)).isInstanceOf(UncheckedIOException.class);
    store.broken = false;
    assertThat(quoted.hasOthers(at(9))).isFalse();
  }

  /// Asking costs a stranger nothing, so it must not cost a write each time.
  @Test
  void writesSeldomWhoeverAsksHowOften() {
    for (long height = 1; height <= 1_000; height++) {
      for (int i = 0; i < 20; i++) {
        ask(at(5), height);
      }
    }
    assertThat(store.writes).isLessThanOrEqualTo(9);
  }

  @Test
  void remembersABoundedNumberOfTerms() {
    for (long price = 1; price <= 100; price++) {
      ask(at(price), price);
    }
    assertThat(store.entries).hasSizeLessThanOrEqualTo(32);
    assertThat(prices(100, at(100))).contains(at(99).price()).doesNotContain(at(1).price());
  }
}
