package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.repo.Repository.StateStore;

/// The client's own agreements and the intents it gave out, durable. Thread-safe.
final class Journal {
  private static final String PREFIX = "market/agreement/";
  private static final int MOST_INTENTS = 256;
  private static final int MOST_REASON = 500;

  private final StateStore store;

  Journal(StateStore store) {
    this.store = store;
  }

  /// A signed intent and the peer it was given to.
  record Given(SignedIntent intent, PeerId peer) {}

  /// An agreement and the intents given out for it, oldest first.
  record Own(long id, ByteString root, ByteString piece, List<Given> intents) {
    Own {
      intents = List.copyOf(intents);
    }
  }

  private static String name(long id) {
    return PREFIX + String.format(Locale.ROOT, "%020d", id);
  }

  void add(long id, ByteString root, ByteString piece) {
    synchronized (store) {
      if (store.get(name(id)).isEmpty()) {
        put(new Own(id, root, piece, List.of()));
      }
    }
  }

  private void put(Own own) {
    store.put(name(own.id()), JournalCodec.encode(own));
  }

  /// Remembers an intent before it is given out.
  void give(long id, SignedIntent intent, PeerId peer) {
    synchronized (store) {
      Own own = get(id).orElseGet(() -> new Own(id, ByteString.EMPTY, ByteString.EMPTY, List.of()));
      Given given = new Given(intent, peer);
      if (!own.intents().contains(given)) {
        List<Given> intents = new ArrayList<>(own.intents());
        if (intents.size() == MOST_INTENTS) {
          intents.removeFirst();
        }
        intents.add(given);
        put(new Own(id, own.root(), own.piece(), intents));
      }
    }
  }

  private Optional<Own> get(long id) {
    return store.get(name(id)).map(JournalCodec::decode);
  }

  List<Given> intents(long id) {
    return get(id).map(Own::intents).orElse(List.of());
  }

  List<Own> list() {
    List<Own> all = new ArrayList<>();
    store.scan(PREFIX, (_, value) -> all.add(JournalCodec.decode(value)));
    return all;
  }

  /// Remembers who refused a slot last, and why.
  void refused(long id, int slot, Address provider, String reason) {
    String text = "provider " + provider + " refused: " + reason;
    store.put(
        refusal(id, slot),
        text.substring(0, Math.min(text.length(), MOST_REASON)).getBytes(StandardCharsets.UTF_8));
  }

  /// Nobody refuses a slot that is filled.
  void filled(long id, int slot) {
    store.remove(refusal(id, slot));
  }

  /// Who refused a slot last, and why; empty for nobody.
  String refusalOf(long id, int slot) {
    return store
        .get(refusal(id, slot))
        .map(text -> new String(text, StandardCharsets.UTF_8))
        .orElse("");
  }

  private static String refusal(long id, int slot) {
    return String.format(Locale.ROOT, "market/refusal/%020d/%02d", id, slot);
  }

  void remove(long id) {
    store.remove(name(id));
  }
}
