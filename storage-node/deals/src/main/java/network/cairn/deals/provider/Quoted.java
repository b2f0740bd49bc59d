package network.cairn.deals.provider;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Ask;
import network.cairn.store.repo.Repository.StateStore;

/// The terms that were asked for, and until which height each stands: a client that pays by an ask
/// is not turned away because the owner asks for something else meanwhile, be it after a restart.
/// An ask is on the disk before it is given. Thread-safe.
final class Quoted {
  /// Terms that are remembered; of more those that stand longest.
  private static final int MOST = 32;

  /// On the disk terms stand longer by this part of an ask's time, so that not every ask is
  /// written.
  private static final int LONGER = 8;

  static final String PREFIX = "provider/asked/";

  private final StateStore store;
  private final Map<Terms, Until> standing = new LinkedHashMap<>();

  /// What an ask says that its owner may change. The room of the moment is none of it.
  private record Terms(Amount price, long minBytes, long maxBytes, int maxTerm, int maxMultiplier) {
    static Terms of(ProviderConfig config) {
      return new Terms(
          config.price(),
          config.minBytes(),
          config.maxBytes(),
          config.maxTerm(),
          config.maxMultiplier());
    }

    String text() {
      return price.pebbles()
          + " "
          + minBytes
          + " "
          + maxBytes
          + " "
          + maxTerm
          + " "
          + maxMultiplier;
    }

    static Terms parse(String text) {
      String[] words = text.split(" ");
      return new Terms(
          Amount.of(new BigInteger(words[0])),
          Long.parseLong(words[1]),
          Long.parseLong(words[2]),
          Integer.parseInt(words[3]),
          Integer.parseInt(words[4]));
    }
  }

  /// @param height the last one at which an ask with the terms stands
  /// @param kept what the disk has for it, no lower
  private record Until(long height, long kept) {}

  Quoted(StateStore store) {
    this.store = store;
    store.scan(
        PREFIX,
        (name, value) -> {
          long until = Long.parseLong(new String(value, StandardCharsets.UTF_8));
          standing.put(Terms.parse(name.substring(PREFIX.length())), new Until(until, until));
        });
  }

  /// Remembers an ask that is about to be given; durable when this returns.
  ///
  /// @param height of the ledger now
  synchronized void add(ProviderConfig config, long height, Ask ask) {
    forget(height);
    Terms terms = Terms.of(config);
    Until before = standing.getOrDefault(terms, new Until(0, 0));
    long until = Math.max(before.height(), ask.validUntil());
    long kept = before.kept();
    if (kept < until) {
      kept = until + (until - height) / LONGER;
      store.put(PREFIX + terms.text(), Long.toString(kept).getBytes(StandardCharsets.UTF_8));
    }
    standing.put(terms, new Until(until, kept));
    if (standing.size() > MOST) {
      standing.entrySet().stream()
          .min(Map.Entry.comparingByValue((a, b) -> Long.compare(a.height(), b.height())))
          .map(Map.Entry::getKey)
          .ifPresent(this::remove);
    }
  }

  private void forget(long height) {
    List<Terms> over =
        standing.entrySet().stream()
            .filter(ask -> ask.getValue().height() < height)
            .map(Map.Entry::getKey)
            .toList();
    over.forEach(this::remove);
  }

  private void remove(Terms terms) {
    store.remove(PREFIX + terms.text());
    standing.remove(terms);
  }

  /// Whether anything else was asked for than now, and may still stand.
  synchronized boolean hasOthers(ProviderConfig now) {
    return standing.keySet().stream().anyMatch(terms -> !terms.equals(Terms.of(now)));
  }

  /// The terms by each of which a deal must be taken at a height, what is asked now first.
  synchronized List<ProviderConfig> at(long height, ProviderConfig now) {
    List<ProviderConfig> all = new ArrayList<>(List.of(now));
    standing.forEach((terms, until) -> {
      if (until.height() >= height && !terms.equals(Terms.of(now))) {
        all.add(
            now.withTerms(
                terms.price(),
                terms.minBytes(),
                terms.maxBytes(),
                terms.maxTerm(),
                terms.maxMultiplier()));
      }
    });
    return all;
  }
}
