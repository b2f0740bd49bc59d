package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.Map;
import network.cairn.base.hash.Sha256;

/// Which server an envelope goes to next: each time it is sent again it begins one further on,
/// whatever was said of it, so that none keeps it away from the chain. The same bytes count once,
/// wherever they arrive. Thread-safe.
final class Submissions {
  /// Envelopes that are remembered, the newest.
  private static final int MOST = 1_000;

  private final Map<ByteString, Integer> turns = new LinkedHashMap<>();

  private static ByteString id(ByteString envelope) {
    return ByteString.copyFrom(Sha256.of(envelope.toByteArray()));
  }

  /// How often an envelope was sent before.
  synchronized int next(ByteString envelope) {
    int turn = turns.merge(id(envelope), 1, Integer::sum) - 1;
    if (turns.size() > MOST) {
      turns.remove(turns.keySet().iterator().next());
    }
    return turn;
  }
}
