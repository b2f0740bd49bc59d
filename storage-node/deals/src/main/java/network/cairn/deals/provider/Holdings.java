package network.cairn.deals.provider;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Address;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.repo.Repository.StateStore;

/// The provider's duties, durable: one for each slot that it took or means to take. Thread-safe;
/// who decides by a duty about a piece's file holds this object's lock.
final class Holdings {
  /// Most duties of one provider.
  static final int MOST = 100_000;

  private static final String PREFIX = "provider/holding/";

  private final StateStore store;
  private final Map<String, Holding> all = new LinkedHashMap<>();

  /// Bytes that unfinished transfers hold now, by key.
  private final Map<String, Long> claims = new HashMap<>();

  Holdings(StateStore store) {
    this.store = store;
    store.scan(
        PREFIX,
        (name, value) -> all.put(name.substring(PREFIX.length()), HoldingCodec.decode(value)));
  }

  /// How many duties a store has whose pieces are there, and how many that cannot be read.
  static long duties(StateStore store) {
    AtomicLong count = new AtomicLong();
    store.scan(
        PREFIX,
        (_, value) -> {
          if (!isReceiving(value)) {
            count.incrementAndGet();
          }
        });
    return count.get();
  }

  private static boolean isReceiving(byte[] value) {
    try {
      return HoldingCodec.decode(value).state() == Holding.State.RECEIVING;
    } catch (IllegalStateException e) {
      return false; // A provider's start says what is wrong with it.
    }
  }

  /// A duty and its name.
  record Named(String key, Holding holding) {
    PieceCid piece() {
      return PieceCid.decode(holding.piece().toByteArray());
    }
  }

  static String key(ByteString intentHash) {
    return HexFormat.of().formatHex(intentHash.toByteArray());
  }

  static String key(long ticket) {
    return "ticket-" + ticket;
  }

  static String keyOfSet(long set) {
    return "set-" + set;
  }

  Optional<Holding> get(String key) {
    synchronized (all) {
      return Optional.ofNullable(all.get(key));
    }
  }

  /// Durable when this returns.
  void put(String key, Holding holding) {
    synchronized (all) {
      store.put(PREFIX + key, HoldingCodec.encode(holding));
      all.put(key, holding);
    }
  }

  /// Changes a duty if it is still there; durable when this returns.
  void change(String key, UnaryOperator<Holding> change) {
    synchronized (all) {
      Holding before = all.get(key);
      if (before != null) {
        put(key, change.apply(before));
      }
    }
  }

  void remove(String key) {
    synchronized (all) {
      store.remove(PREFIX + key);
      all.remove(key);
      claims.remove(key);
    }
  }

  /// Sets what an unfinished transfer holds; forgotten with its duty.
  void claim(String key, long bytes) {
    synchronized (all) {
      if (all.containsKey(key)) {
        claims.put(key, bytes);
      }
    }
  }

  /// Raises what an unfinished transfer holds, if all together stay within a bound.
  boolean claim(String key, long bytes, long bound) {
    synchronized (all) {
      if (bytes() - claims.getOrDefault(key, 0L) + bytes > bound) {
        return false;
      }
      claim(key, bytes);
      return true;
    }
  }

  List<Named> list() {
    synchronized (all) {
      List<Named> copy = new ArrayList<>(all.size());
      all.forEach((key, holding) -> copy.add(new Named(key, holding)));
      return copy;
    }
  }

  int size() {
    synchronized (all) {
      return all.size();
    }
  }

  /// Whether a duty other than this one names a piece.
  boolean isNeeded(ByteString piece, String except) {
    synchronized (all) {
      return all.entrySet().stream()
          .anyMatch(e -> !e.getKey().equals(except) && e.getValue().piece().equals(piece));
    }
  }

  /// Whether some duty names a piece.
  boolean needs(ByteString piece) {
    synchronized (all) {
      return all.values().stream().anyMatch(holding -> holding.piece().equals(piece));
    }
  }

  /// Bytes of all pieces that are here, each once, and of what unfinished transfers hold.
  long bytes() {
    synchronized (all) {
      return wholeBytes() + unfinishedBytes();
    }
  }

  /// Bytes of all pieces that are here, each once.
  long wholeBytes() {
    synchronized (all) {
      return all.values().stream()
          .filter(holding -> holding.state() != Holding.State.RECEIVING)
          .map(Holding::piece)
          .distinct()
          .mapToLong(Holdings::size)
          .sum();
    }
  }

  /// What transfers hold that are under way, or ended and are not yet deleted.
  long unfinishedBytes() {
    return unopenedBytes(holding -> holding.state() == Holding.State.RECEIVING);
  }

  /// Bytes of pieces whose sets are not open; of unfinished ones what they hold.
  long unopenedBytes(Predicate<Holding> which) {
    synchronized (all) {
      return all.entrySet().stream()
          .filter(entry -> entry.getValue().state() != Holding.State.OPEN)
          .filter(entry -> which.test(entry.getValue()))
          .mapToLong(entry ->
              entry.getValue().state() == Holding.State.RECEIVING
                  ? claims.getOrDefault(entry.getKey(), 0L)
                  : size(entry.getValue().piece()))
          .sum();
    }
  }

  /// Whole bytes that a client, by its account or peer, means to bring or brought, and whose sets
  /// are not open.
  long unopenedOf(Address client, PeerId peer) {
    ByteString from = ByteString.copyFrom(peer.bytes());
    synchronized (all) {
      return all.values().stream()
          .filter(holding -> holding.state() != Holding.State.OPEN)
          .filter(holding -> holding.peer().equals(from) || holding.isOf(client))
          .mapToLong(holding -> size(holding.piece()))
          .sum();
    }
  }

  static long size(ByteString piece) {
    return PieceCid.decode(piece.toByteArray()).rawSize();
  }
}
