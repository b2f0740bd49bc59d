package network.cairn.libp2p.kad;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import network.cairn.libp2p.peer.PeerId;

/// The providers that a search has told already. Thread-safe.
///
/// Of one answer at most a quarter of those still wanted is told at once, those with addresses
/// first, so that a few answers of inventions do not end the search: of 20 ten leave one place. The
/// rest of each is kept until the search has ended short of enough. Who comes without addresses is
/// told, but is not one of those wanted.
final class ToldProviders {
  /// Of those still wanted, one in so many may be of one answer.
  private static final int SHARE = 4;

  /// Providers that are kept beyond their answers' shares.
  static final int MOST_KEPT = 1_024;

  private final int most;
  private final FoundProviders sink;
  private final Set<PeerId> peers = new HashSet<>();
  private final Queue<Deque<KadPeer>> rest = new ArrayDeque<>();
  private int kept;
  private int placed;
  private boolean enough;

  /// @param most providers with addresses, and as many without, that are told
  ToldProviders(int most, FoundProviders sink) {
    this.most = most;
    this.sink = sink;
  }

  /// Tells what one peer answered, or what is here.
  synchronized void tellAnswer(List<KadPeer> named) {
    Deque<KadPeer> answer = new ArrayDeque<>(placedFirst(named));
    tellShare(answer);
    while (answer.size() > MOST_KEPT - kept) {
      answer.removeLast();
    }
    if (!answer.isEmpty()) {
      kept += answer.size();
      rest.add(answer);
    }
  }

  private static List<KadPeer> placedFirst(List<KadPeer> named) {
    List<KadPeer> sorted = new ArrayList<>(named);
    sorted.sort(Comparator.comparing(provider -> provider.addresses().isEmpty()));
    return sorted;
  }

  /// Tells what was beyond the shares, one answer after another, until enough are told.
  synchronized void tellRest() {
    while (!enough && !rest.isEmpty()) {
      Deque<KadPeer> answer = rest.remove();
      tellShare(answer);
      if (!answer.isEmpty()) {
        rest.add(answer);
      }
    }
    rest.clear();
  }

  private void tellShare(Deque<KadPeer> answer) {
    int before = peers.size();
    int share = Math.max(1, (most - placed) / SHARE);
    while (!answer.isEmpty() && peers.size() - before < share) {
      tell(answer.remove());
    }
  }

  /// Tells one provider, unless it has been told or enough have been.
  private void tell(KadPeer provider) {
    boolean isPlaced = !provider.addresses().isEmpty();
    if (enough || !isPlaced && peers.size() - placed >= most || !peers.add(provider.id())) {
      return;
    }
    placed += isPlaced ? 1 : 0;
    enough = !sink.found(provider) || placed >= most;
  }

  synchronized boolean isEnough() {
    return enough;
  }
}
