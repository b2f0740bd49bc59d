package network.cairn.libp2p.kad;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import network.cairn.libp2p.peer.PeerId;

/// Provider records that end with the process. Where a bound is met the oldest give way: of the
/// provider, of the key, of all. Of a provider's addresses those are kept, from the first on, that
/// fit [KadPeer#MAX_KEPT_BYTES] together.
public final class MemoryProviders implements ProviderRecords {
  /// @param perKey providers of one key
  /// @param perProvider keys of one provider
  /// @param inAll records
  public record Bounds(int perKey, int perProvider, int inAll) {
    public Bounds {
      if (perKey < 1 || perProvider < 1 || inAll < Math.max(perKey, perProvider)) {
        throw new IllegalArgumentException("the bounds of provider records must rise from 1");
      }
    }

    /// For records on a disk: 0.3 GB of usual ones, at most 1.5 GB.
    public static Bounds ofDisk() {
      return new Bounds(PER_KEY, 100_000, 1_000_000);
    }

    /// As much as a sixty-fourth of a heap carries.
    public static Bounds ofHeap(long bytes) {
      int inAll = Math.clamp(bytes / SHARE / RECORD, 1_000, 1_000_000);
      return new Bounds(PER_KEY, inAll / 10, inAll);
    }
  }

  private static final int SHARE = 64;

  /// What a record takes at most: its addresses, and as much for its names and the maps' nodes.
  private static final int RECORD = 2 * KadPeer.MAX_KEPT_BYTES;

  private static final int PER_KEY = 100;

  /// @param provider as in a message: as objects its addresses would take several times as much
  private record Kept(ByteString provider, long since) {}

  private record Name(ByteString key, PeerId provider) {}

  private final Bounds bounds;
  private final LongSupplier epochMillis;

  /// All, the oldest first.
  private final SequencedMap<Name, Kept> all = new LinkedHashMap<>();

  private final Map<ByteString, SequencedMap<PeerId, Name>> ofKey = new HashMap<>();
  private final Map<PeerId, SequencedMap<ByteString, Name>> ofProvider = new HashMap<>();

  public MemoryProviders(Bounds bounds, LongSupplier epochMillis) {
    this.bounds = bounds;
    this.epochMillis = epochMillis;
  }

  @Override
  public synchronized void add(byte[] key, KadPeer provider) {
    expire();
    Name name = new Name(ByteString.copyFrom(key), provider.id());
    remove(name);
    ByteString packed = KadCodec.pack(provider.kept());
    all.put(name, new Kept(packed, epochMillis.getAsLong()));
    var here = ofKey.computeIfAbsent(name.key(), _ -> new LinkedHashMap<>());
    here.put(name.provider(), name);
    var its = ofProvider.computeIfAbsent(name.provider(), _ -> new LinkedHashMap<>());
    its.put(name.key(), name);
    if (here.size() > bounds.perKey()) {
      remove(here.firstEntry().getValue());
    }
    if (its.size() > bounds.perProvider()) {
      remove(its.firstEntry().getValue());
    }
    if (all.size() > bounds.inAll()) {
      remove(all.firstEntry().getKey());
    }
  }

  private void remove(Name name) {
    if (all.remove(name) == null) {
      return;
    }
    var here = ofKey.get(name.key());
    if (here != null && here.remove(name.provider()) != null && here.isEmpty()) {
      ofKey.remove(name.key());
    }
    var its = ofProvider.get(name.provider());
    if (its != null && its.remove(name.key()) != null && its.isEmpty()) {
      ofProvider.remove(name.provider());
    }
  }

  private void expire() {
    long before = epochMillis.getAsLong() - LIFETIME_MILLIS;
    while (!all.isEmpty() && all.firstEntry().getValue().since() <= before) {
      remove(all.firstEntry().getKey());
    }
  }

  @Override
  public synchronized List<KadPeer> of(byte[] key) {
    expire();
    var here = ofKey.get(ByteString.copyFrom(key));
    if (here == null) {
      return List.of();
    }
    List<KadPeer> providers = new ArrayList<>();
    for (Name name : here.reversed().values()) {
      Kept kept = all.get(name);
      if (kept != null) {
        providers.add(current(name, kept));
      }
    }
    return providers;
  }

  private KadPeer current(Name name, Kept kept) {
    return epochMillis.getAsLong() - kept.since() < ADDRESSES_MILLIS
        ? KadCodec.unpack(kept.provider())
        : new KadPeer(name.provider(), List.of());
  }

  /// How many records are kept.
  synchronized int size() {
    return all.size();
  }
}
