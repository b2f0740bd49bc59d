package network.cairn.libp2p.peerstore;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PublicKey;

/// What is known of peers: addresses, protocols, agent. Forgets with the process, and of too many
/// peers, or of what takes too many bytes in all, those least recently used. Thread-safe.
///
/// The one place that bounds what peers may have this host remember. Per peer: [#MAX_ADDRESSES],
/// [#MAX_PROTOCOLS] of at most [#MAX_NAME] characters, [#MAX_BYTES] for each of both lists, an
/// agent of [#MAX_AGENT] characters; what is beyond is left out. Bytes are those of the objects
/// that keep it, estimated.
public final class Peerstore {
  /// Addresses that are kept of one peer.
  public static final int MAX_ADDRESSES = 64;

  /// Protocols that are kept of one peer.
  public static final int MAX_PROTOCOLS = 128;

  /// Characters of a protocol that is kept.
  public static final int MAX_NAME = 256;

  /// Characters of an agent that are kept.
  public static final int MAX_AGENT = 128;

  /// Bytes that are kept of the addresses of one peer, and as many of its protocols.
  public static final int MAX_BYTES = 4 * 1024;

  private static final long STANDARD_BYTES = 32L << 20;
  private static final int ENTRY = 768;
  private static final int ADDRESS = 240;
  private static final int TEXT = 64;
  private static final int KEY = 256;

  private final int maxPeers;
  private final long maxBytes;
  private final SequencedMap<PeerId, Known> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /// @param maxPeers the peers kept, in 32 MiB at most
  public Peerstore(int maxPeers) {
    this(maxPeers, STANDARD_BYTES);
  }

  /// @param maxPeers the peers kept
  /// @param maxBytes what is kept of all of them may take
  public Peerstore(int maxPeers, long maxBytes) {
    this.maxPeers = maxPeers;
    this.maxBytes = maxBytes;
  }

  private static final class Known {
    SequencedSet<Multiaddr> certified = new LinkedHashSet<>();
    SequencedSet<Multiaddr> heard = new LinkedHashSet<>();
    List<String> protocols = List.of();
    Optional<String> agent = Optional.empty();
    Optional<PublicKey> key = Optional.empty();
    long sequence;
    long counted;

    long bytes() {
      long sum = ENTRY;
      for (Multiaddr address : certified) {
        sum += cost(address);
      }
      for (Multiaddr address : heard) {
        sum += cost(address);
      }
      for (String protocol : protocols) {
        sum += cost(protocol);
      }
      return sum + agent.map(Peerstore::cost).orElse(0) + (key.isPresent() ? KEY : 0);
    }
  }

  private static int cost(Multiaddr address) {
    return ADDRESS + 2 * address.bytes().length;
  }

  private static int cost(String text) {
    return TEXT + text.length();
  }

  /// Changes what is known of a peer, then forgets others until everything is within the bounds.
  private void change(PeerId peer, Consumer<Known> change) {
    Known entry = entries.computeIfAbsent(peer, _ -> new Known());
    change.accept(entry);
    long now = entry.bytes();
    bytes += now - entry.counted;
    entry.counted = now;
    while (entries.size() > maxPeers || bytes > maxBytes && entries.size() > 1) {
      bytes -= entries.pollFirstEntry().getValue().counted;
    }
  }

  /// What is kept of all peers, in bytes.
  public synchronized long bytes() {
    return bytes;
  }

  /// Counts a peer as used now, so that it is not the next to be forgotten.
  public synchronized void touch(PeerId peer) {
    entries.computeIfPresent(peer, (_, known) -> known);
  }

  private <T> T of(PeerId peer, T absent, Function<Known, T> read) {
    Known entry = entries.get(peer);
    return entry == null ? absent : read.apply(entry);
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
    List<Multiaddr> plain = addresses.stream().flatMap(a -> a.withoutPeer().stream()).toList();
    change(
        peer,
        entry -> {
          if (certified) {
            entry.certified = fitting(plain);
            entry.heard = new LinkedHashSet<>();
            return;
          }
          SequencedSet<Multiaddr> heard = new LinkedHashSet<>(entry.heard);
          plain.forEach(heard::addLast);
          entry.heard = fitting(heard.reversed()).reversed();
        });
  }

  /// As many of these, from the first on, as may be kept of one peer.
  private static SequencedSet<Multiaddr> fitting(Collection<Multiaddr> addresses) {
    SequencedSet<Multiaddr> fitting = new LinkedHashSet<>();
    int left = MAX_BYTES;
    for (Multiaddr address : addresses) {
      left -= address.bytes().length;
      if (left < 0 || fitting.size() == MAX_ADDRESSES) {
        break;
      }
      fitting.add(address);
    }
    return fitting;
  }

  /// The protocols that the peer announced last, empty if never identified.
  public synchronized List<String> protocols(PeerId peer) {
    return of(peer, List.of(), entry -> entry.protocols);
  }

  /// Keeps what a peer says it speaks, in the place of what it said before.
  public synchronized void setProtocols(PeerId peer, List<String> protocols) {
    List<String> fitting = new ArrayList<>();
    int left = MAX_BYTES;
    for (String protocol : protocols) {
      left -= protocol.length() <= MAX_NAME ? protocol.length() : 0;
      if (left < 0 || fitting.size() == MAX_PROTOCOLS) {
        break;
      }
      if (protocol.length() <= MAX_NAME) {
        fitting.add(protocol);
      }
    }
    change(peer, entry -> entry.protocols = List.copyOf(fitting));
  }

  /// The version that a peer says it runs.
  public synchronized Optional<String> agent(PeerId peer) {
    return of(peer, Optional.empty(), entry -> entry.agent);
  }

  /// Keeps the version that a peer says it runs.
  public synchronized void setAgent(PeerId peer, String agent) {
    String cut = agent.length() > MAX_AGENT ? agent.substring(0, MAX_AGENT) : agent;
    change(peer, entry -> entry.agent = Optional.of(cut));
  }

  /// The sequence number of the newest signed record seen of this peer, 0 if none.
  public synchronized long recordSequence(PeerId peer) {
    return of(peer, 0L, entry -> entry.sequence);
  }

  /// Keeps the sequence number of the newest signed record of a peer.
  public synchronized void setRecordSequence(PeerId peer, long sequence) {
    change(peer, entry -> entry.sequence = sequence);
  }

  /// The key that the peer proved, or that its id holds.
  public synchronized Optional<PublicKey> key(PeerId peer) {
    return of(peer, Optional.<PublicKey>empty(), entry -> entry.key).or(peer::inlineKey);
  }

  /// Keeps the key of a peer.
  public synchronized void setKey(PeerId peer, PublicKey key) {
    if (!PeerId.of(key).equals(peer)) {
      throw new IllegalArgumentException(key + " is not the key of " + peer);
    }
    change(peer, entry -> entry.key = Optional.of(key));
  }

  /// The peers that something is known of.
  public synchronized List<PeerId> peers() {
    return new ArrayList<>(entries.keySet());
  }
}
