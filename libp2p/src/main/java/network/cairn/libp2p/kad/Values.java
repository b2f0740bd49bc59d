package network.cairn.libp2p.kad;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PublicKey;

/// The signed values that peers leave with this node: public keys under `/pk/` and names under
/// `/ipns/`, nothing else. A worse one never replaces a better one. Ends with the process;
/// thread-safe.
///
/// Bounds: [#MOST] values of at most [IpnsRecord#MAX_SIZE], the ones longest unwritten give way; 48
/// hours each.
final class Values {
  static final int MOST = 1_024;
  static final long LIFETIME_MILLIS = 48L * 3_600_000;

  private static final String KEYS = "/pk/";
  private static final String NAMES = "/ipns/";

  private record Kept(byte[] value, long since) {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private final LongSupplier epochMillis;
  private final SequencedMap<ByteString, Kept> all = new LinkedHashMap<>();

  Values(LongSupplier epochMillis) {
    this.epochMillis = epochMillis;
  }

  /// @throws InvalidValue if the key is of no kind that is kept here, or the value not true for it
  void check(byte[] key, byte[] value) throws InvalidValue {
    Optional<PeerId> name = IpnsRecord.name(key, NAMES);
    if (name.isPresent()) {
      IpnsRecord.check(name.get(), value, now());
      return;
    }
    PeerId peer =
        IpnsRecord.name(key, KEYS)
            .orElseThrow(
                () -> new InvalidValue("a key that is neither /ipns/ nor /pk/ with a peer id"));
    try {
      if (value.length > IpnsRecord.MAX_SIZE || !PeerId.of(PublicKey.decode(value)).equals(peer)) {
        throw new InvalidValue("not the public key of " + peer);
      }
    } catch (network.cairn.libp2p.peer.InvalidPeer e) {
      throw new InvalidValue("not the public key of " + peer + ": " + e.getMessage(), e);
    }
  }

  private Instant now() {
    return Instant.ofEpochMilli(epochMillis.getAsLong());
  }

  /// Whether the first of two values, both checked, is the better one for a key.
  boolean isBetter(byte[] key, byte[] first, byte[] second) throws InvalidValue {
    Optional<PeerId> name = IpnsRecord.name(key, NAMES);
    if (name.isEmpty()) {
      return false;
    }
    IpnsRecord one = IpnsRecord.check(name.get(), first, now());
    IpnsRecord other = IpnsRecord.check(name.get(), second, now());
    int order = one.compareTo(other);
    return order > 0 || order == 0 && Arrays.compareUnsigned(first, second) > 0;
  }

  /// Keeps a value.
  ///
  /// @throws IOException if it is not true, or a better one is here
  synchronized void put(byte[] key, byte[] value) throws IOException {
    check(key, value);
    Optional<byte[]> here = get(key);
    if (here.isPresent()
        && !Arrays.equals(here.get(), value)
        && !isBetter(key, value, here.get())) {
      throw new InvalidValue("a newer record of this key is here");
    }
    ByteString name = ByteString.copyFrom(key);
    all.remove(name);
    all.putLast(name, new Kept(value.clone(), epochMillis.getAsLong()));
    if (all.size() > MOST) {
      all.pollFirstEntry();
    }
  }

  /// What is kept, unless it has ended.
  synchronized Optional<byte[]> get(byte[] key) {
    ByteString name = ByteString.copyFrom(key);
    Kept kept = all.get(name);
    if (kept == null) {
      return Optional.empty();
    }
    try {
      if (epochMillis.getAsLong() - kept.since() < LIFETIME_MILLIS) {
        check(key, kept.value());
        return Optional.of(kept.value().clone());
      }
    } catch (InvalidValue _) {
      // It was true when it came, and has ended since.
    }
    all.remove(name);
    return Optional.empty();
  }
}
