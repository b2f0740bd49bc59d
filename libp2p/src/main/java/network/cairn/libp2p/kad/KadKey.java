package network.cairn.libp2p.kad;

import java.util.Arrays;
import network.cairn.base.hash.Sha256;
import network.cairn.libp2p.peer.PeerId;

/// A place in the key space: the SHA-256 of a peer id's, a content's or a value's key bytes.
/// Immutable.
final class KadKey {
  static final int BITS = Sha256.LENGTH * Byte.SIZE;

  private final byte[] place;

  private KadKey(byte[] place) {
    this.place = place;
  }

  static KadKey of(byte[] key) {
    return new KadKey(Sha256.of(key));
  }

  static KadKey of(PeerId peer) {
    return of(peer.bytes());
  }

  /// How many leading bits both have in common: the bucket of one in the table of the other.
  int commonPrefix(KadKey other) {
    for (int i = 0; i < place.length; i++) {
      int differing = (place[i] ^ other.place[i]) & 0xff;
      if (differing != 0) {
        return i * Byte.SIZE + Integer.numberOfLeadingZeros(differing) - (Integer.SIZE - Byte.SIZE);
      }
    }
    return BITS;
  }

  /// Which of two places is nearer to this one: negative if the first.
  int compareDistance(KadKey first, KadKey second) {
    for (int i = 0; i < place.length; i++) {
      int one = (place[i] ^ first.place[i]) & 0xff;
      int other = (place[i] ^ second.place[i]) & 0xff;
      if (one != other) {
        return one - other;
      }
    }
    return 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KadKey that && Arrays.equals(place, that.place);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(place);
  }
}
