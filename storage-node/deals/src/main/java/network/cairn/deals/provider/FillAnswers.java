package network.cairn.deals.provider;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.deals.protocol.FillState;
import network.cairn.deals.protocol.FillStatus;
import network.cairn.libp2p.peer.PeerId;

/// What clients hear of their fills: the failures that are remembered, and the duties on the disk.
/// Thread-safe.
final class FillAnswers {
  private static final int REMEMBERED_FAILURES = 1_000;

  private final Holdings holdings;
  private final Opener opener;
  private final Map<String, Failure> failures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failure> eldest) {
          return size() > REMEMBERED_FAILURES;
        }
      };

  FillAnswers(Holdings holdings, Opener opener) {
    this.holdings = holdings;
    this.opener = opener;
  }

  private record Failure(PeerId peer, String reason) {}

  void failed(String key, PeerId peer, String reason) {
    synchronized (failures) {
      failures.put(key, new Failure(peer, reason));
    }
  }

  /// The fill was started anew: its last failure counts no longer.
  void again(String key) {
    synchronized (failures) {
      failures.remove(key);
    }
  }

  /// What a client hears of its fill.
  ///
  /// @param pulled bytes that the transfer under way has; empty if none runs
  FillStatus status(PeerId peer, String key, OptionalLong pulled) {
    Failure failure;
    synchronized (failures) {
      failure = failures.get(key);
    }
    if (failure != null && failure.peer().equals(peer)) {
      return new FillStatus(FillState.FAILED, 0, ByteString.EMPTY, failure.reason());
    }
    return holdings
        .get(key)
        .filter(holding -> holding.peer().equals(ByteString.copyFrom(peer.bytes())))
        .map(holding -> of(holding, pulled, opener.problem(key)))
        .orElse(FillStatus.UNKNOWN);
  }

  private static FillStatus of(Holding holding, OptionalLong pulled, Optional<String> problem) {
    long size = Holdings.size(holding.piece());
    return switch (holding.state()) {
      case RECEIVING ->
          pulled.isEmpty()
              ? new FillStatus(FillState.WAITING, 0, ByteString.EMPTY, "")
              : new FillStatus(FillState.PULLING, pulled.getAsLong(), ByteString.EMPTY, "");
      case COMPLETE ->
          problem
              .map(reason -> new FillStatus(FillState.FAILED, size, holding.tx(), reason))
              .orElseGet(() -> new FillStatus(FillState.STORED, size, holding.tx(), ""));
      case OPEN -> new FillStatus(FillState.OPENED, size, holding.tx(), "");
      case UNKNOWN -> FillStatus.UNKNOWN;
    };
  }
}
