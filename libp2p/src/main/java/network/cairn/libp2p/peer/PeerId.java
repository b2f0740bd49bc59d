package network.cairn.libp2p.peer;

import java.util.Arrays;
import java.util.Optional;
import network.cairn.base.hash.Sha256;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ipld.multibase.InvalidMultibase;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multicodec.Multicodec;

/// The name of a peer: the multihash of its serialized public key (libp2p specs, peer-ids).
/// Immutable.
///
/// Keys of at most 42 bytes are in the id itself (identity multihash), others by their SHA-256.
/// Ordered by bytes.
public final class PeerId implements Comparable<PeerId> {
  /// Serialized keys up to this length are inlined.
  private static final int MAX_INLINE_KEY = 42;

  private static final int IDENTITY = 0x00;
  private static final int SHA2_256 = 0x12;

  private final byte[] multihash;

  private PeerId(byte[] multihash) {
    this.multihash = multihash;
  }

  /// The peer that holds this key.
  public static PeerId of(PublicKey key) {
    byte[] protobuf = key.protobuf();
    return protobuf.length <= MAX_INLINE_KEY
        ? new PeerId(prefixed(IDENTITY, protobuf))
        : new PeerId(prefixed(SHA2_256, Sha256.of(protobuf)));
  }

  private static byte[] prefixed(int code, byte[] digest) {
    byte[] multihash = new byte[2 + digest.length];
    multihash[0] = (byte) code;
    multihash[1] = (byte) digest.length;
    System.arraycopy(digest, 0, multihash, 2, digest.length);
    return multihash;
  }

  /// Reads a multihash.
  ///
  /// @throws InvalidPeer if it is neither SHA-256 nor an identity of 1 to 42 bytes
  public static PeerId decode(byte[] multihash) {
    if (multihash.length < 2 || multihash[1] != multihash.length - 2) {
      throw new InvalidPeer(
          "peer id of " + multihash.length + " bytes is not a multihash of its length");
    }
    int digest = multihash[1];
    boolean known =
        switch (multihash[0]) {
          case IDENTITY -> digest >= 1 && digest <= MAX_INLINE_KEY;
          case SHA2_256 -> digest == 32;
          default -> false;
        };
    if (!known) {
      throw new InvalidPeer(
          "peer id must be SHA-256 or an identity of at most 42 bytes, not multihash code "
              + multihash[0]
              + " of "
              + digest
              + " bytes");
    }
    return new PeerId(multihash.clone());
  }

  /// Reads base58btc (`12D3Koo...`, `16Uiu2...`, `Qm...`) or a CIDv1 of codec libp2p-key.
  ///
  /// @throws InvalidPeer if the text is neither
  public static PeerId parse(String text) {
    if (text.length() > 128) {
      throw new InvalidPeer("peer id of " + text.length() + " characters, none is longer than 128");
    }
    try {
      if (text.startsWith("1") || text.startsWith("Qm")) {
        return decode(Multibase.decodeBase58btc(text));
      }
      Cid cid = Cid.parse(text);
      if (cid.version() == 1 && cid.codec() == Multicodec.LIBP2P_KEY) {
        return decode(cid.multihash().bytes());
      }
      throw new InvalidPeer("'" + text + "' is a CID, but not of codec libp2p-key");
    } catch (InvalidMultibase | InvalidCid e) {
      throw new InvalidPeer(
          "'" + text + "' is neither a base58 peer id nor a CID: " + e.getMessage(), e);
    }
  }

  /// The public key, where the id holds it; empty if the id holds a hash or bytes that are no key.
  public Optional<PublicKey> inlineKey() {
    if (multihash[0] != IDENTITY) {
      return Optional.empty();
    }
    try {
      return Optional.of(PublicKey.decode(Arrays.copyOfRange(multihash, 2, multihash.length)));
    } catch (InvalidPeer e) {
      return Optional.empty();
    }
  }

  /// The multihash, a copy.
  public byte[] bytes() {
    return multihash.clone();
  }

  @Override
  public int compareTo(PeerId other) {
    return Arrays.compareUnsigned(multihash, other.multihash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerId that && Arrays.equals(multihash, that.multihash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(multihash);
  }

  /// The id in base58btc.
  @Override
  public String toString() {
    return Multibase.encodeBase58btc(multihash);
  }
}
