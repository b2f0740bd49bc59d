package network.cairn.libp2p.peerstore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Function;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PublicKey;

/// What is known of peers: addresses, protocols, agent. Forgets with the process, and of too many
/// peers the one least recently used. Thread-safe.
///
/// Bounds per peer: [#MAX_ADDRESSES], [#MAX_PROTOCOLS] of at most [#MAX_NAME] characters; what is
/// beyond is left out.
public final class Peerstore {
  public static final int MAX_ADDRESSES = 100;
  public static final int MAX_PROTOCOLS = 1024;
  public static final int MAX_NAME = 256;

  private final Map<PeerId, Known> entries;

  /// @param maxPeers the peers kept
  public Peerstore(int maxPeers) {
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<PeerId, Known> eldest) {
            return size() > maxPeers;
          }
        };
  }

  private static final class Known {
    final SequencedSet<Multiaddr> certified = new LinkedHashSet<>();
    final SequencedSet<Multiaddr> heard = new LinkedHashSet<>();
    List<String> protocols = List.of();
    Optional<String> agent = Optional.empty();
    Optional<PublicKey> key = Optional.empty();
    long sequence;
  }

  private <T> T of(PeerId peer, T absent, Function<Known, T> read) {
    Known entry = entries.get(peer);
    return entry == null ? absent : read.apply(entry);
  }

  private Known entry(PeerId peer) {
    return entries.computeIfAbsent(peer, _ -> new Known());
  }

  /// Known addresses without `/p2p`, best first.
  public synchronized List<Multiaddr> addresses(PeerId peer) {
    return of(
        peer,
        List.of(),
        entry -> {
          Set<Multiaddr> all = new LinkedHashSet<>(entry.certified);
          all.addAll(entry.heard.reversed());
          return List.copyOf(all);
        });
  }

  /// Adds addresses; `certified` ones come from a signed peer record and replace the uncertified.
  public synchronized void addAddresses(PeerId peer, List<Multiaddr> addresses, boolean certified) {
    Known entry = entry(peer);
    List<Multiaddr> plain = addresses.stream().flatMap(a -> a.withoutPeer().stream()).toList();
    if (certified) {
      entry.certified.clear();
      entry.heard.clear();
      plain.stream().limit(MAX_ADDRESSES).forEach(entry.certified::add);
      return;
    }
    plain.forEach(entry.heard::addLast);
    while (entry.heard.size() > MAX_ADDRESSES) {
      entry.heard.removeFirst();
    }
  }

  /// The protocols that the peer announced last, empty if never identified.
  public synchronized List<String> protocols(PeerId peer) {
    return of(peer, List.of(), entry -> entry.protocols);
  }

  public synchronized void setProtocols(PeerId peer, List<String> protocols) {
    entry(peer).protocols =
        protocols.stream().filter(p -> p.length() <= MAX_NAME).limit(MAX_PROTOCOLS).toList();
  }

  public synchronized Optional<String> agent(PeerId peer) {
    return of(peer, Optional.empty(), entry -> entry.agent);
  }

  public synchronized void setAgent(PeerId peer, String agent) {
    entry(peer).agent =
        Optional.of(agent.length() > MAX_NAME ? agent.substring(0, MAX_NAME) : agent);
  }

  /// The sequence number of the newest signed record seen of this peer, 0 if none.
  public synchronized long recordSequence(PeerId peer) {
    return of(peer, 0L, entry -> entry.sequence);
  }

  public synchronized void setRecordSequence(PeerId peer, long sequence) {
    entry(peer).sequence = sequence;
  }

  /// The key that the peer proved, or that its id holds.
  public synchronized Optional<PublicKey> key(PeerId peer) {
    return of(peer, Optional.<PublicKey>empty(), entry -> entry.key).or(peer::inlineKey);
  }

  public synchronized void setKey(PeerId peer, PublicKey key) {
    if (!PeerId.of(key).equals(peer)) {
      throw new IllegalArgumentException(key + " is not the key of " + peer);
    }
    entry(peer).key = Optional.of(key);
  }

  public synchronized List<PeerId> peers() {
    return new ArrayList<>(entries.keySet());
  }
}
