package network.cairn.ipld.cid;

import java.nio.ByteBuffer;
import java.util.Arrays;
import network.cairn.base.varint.InvalidVarint;
import network.cairn.base.varint.Varint;
import network.cairn.ipld.multibase.InvalidMultibase;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.InvalidMultihash;
import network.cairn.ipld.multihash.Multihash;

/// The name of a block: version, codec of the content, multihash (multiformats/cid).
///
/// A v0 CID is the bare sha2-256 multihash of a dag-pb block; a v1 CID is `0x01 varint(codec)
/// multihash`. Two CIDs are equal when their bytes are, so a v0 CID differs from its v1 twin.
/// Ordered by unsigned bytes. Immutable, cheap as a map key: the hash is computed once.
public final class Cid implements Comparable<Cid> {
  /// Longer texts are refused before decoding; every legal CID in every base is shorter.
  public static final int MAX_TEXT = 65_536;

  private static final int V0_LENGTH = 34;
  private static final int V0_TEXT_LENGTH = 46;

  private final byte[] bytes;
  private final long codec;
  private final int hashOffset;
  private int hashCode;

  private Cid(byte[] bytes, long codec, int hashOffset) {
    this.bytes = bytes;
    this.codec = codec;
    this.hashOffset = hashOffset;
  }

  /// The v0 CID of a dag-pb block.
  ///
  /// @throws InvalidCid if the multihash is not a full sha2-256
  public static Cid v0(Multihash multihash) {
    if (multihash.code() != Multihash.SHA2_256 || multihash.size() != 32) {
      throw new InvalidCid("a v0 CID needs a sha2-256 of 32 bytes, not " + multihash);
    }
    return new Cid(multihash.bytes(), Multicodec.DAG_PB, 0);
  }

  /// A v1 CID.
  public static Cid v1(long codec, Multihash multihash) {
    int offset = 1 + Varint.length(codec);
    ByteBuffer buffer = ByteBuffer.allocate(offset + multihash.byteLength());
    buffer.put((byte) 1);
    Varint.write(buffer, codec);
    multihash.write(buffer);
    return new Cid(buffer.array(), codec, offset);
  }

  /// Parses the text form: base58btc without prefix for v0, any multibase for v1.
  ///
  /// @throws InvalidCid if it is none
  public static Cid parse(String text) {
    if (text.length() > MAX_TEXT) {
      throw new InvalidCid("a CID of " + text.length() + " characters; the limit is " + MAX_TEXT);
    }
    try {
      if (text.length() == V0_TEXT_LENGTH && text.startsWith("Qm")) {
        return decode(Multibase.decodeBase58btc(text));
      }
      if (text.startsWith("Qm")) {
        throw new InvalidCid("a CID that begins with Qm has 46 characters, not " + text.length());
      }
      byte[] bytes = Multibase.decode(text);
      if (bytes.length > 0 && bytes[0] == Multihash.SHA2_256) {
        throw new InvalidCid("a v0 CID has no multibase prefix: " + text);
      }
      return decode(bytes);
    } catch (InvalidMultibase e) {
      throw new InvalidCid("no CID: " + e.getMessage(), e);
    }
  }

  /// Decodes bytes that are exactly one CID.
  ///
  /// @throws InvalidCid otherwise
  public static Cid decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /// Decodes a range of bytes that is exactly one CID.
  ///
  /// @throws InvalidCid otherwise
  public static Cid decode(byte[] bytes, int off, int len) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, off, len);
    Cid cid = read(buffer);
    if (buffer.hasRemaining()) {
      throw new InvalidCid(buffer.remaining() + " bytes follow the CID " + cid);
    }
    return cid;
  }

  /// Reads one CID and moves the buffer's position behind it.
  ///
  /// @throws InvalidCid if there is none
  public static Cid read(ByteBuffer buffer) {
    int start = buffer.position();
    if (buffer.remaining() >= 2 && buffer.get(start) == 0x12 && buffer.get(start + 1) == 0x20) {
      return readV0(buffer, start);
    }
    try {
      long version = Varint.read(buffer);
      if (version != 1) {
        throw new InvalidCid("CID version " + version + "; only 0 and 1 exist");
      }
      long codec = Varint.read(buffer);
      int offset = buffer.position() - start;
      Varint.read(buffer);
      skipDigest(buffer);
      return new Cid(copy(buffer, start), codec, offset);
    } catch (InvalidVarint e) {
      throw new InvalidCid("no CID: " + e.getMessage(), e);
    }
  }

  private static Cid readV0(ByteBuffer buffer, int start) {
    if (buffer.remaining() < V0_LENGTH) {
      throw new InvalidCid("a v0 CID cut off after " + buffer.remaining() + " bytes");
    }
    buffer.position(start + V0_LENGTH);
    return new Cid(copy(buffer, start), Multicodec.DAG_PB, 0);
  }

  private static void skipDigest(ByteBuffer buffer) {
    long size = Varint.read(buffer);
    if (size > Multihash.MAX_DIGEST || size > buffer.remaining()) {
      throw new InvalidCid(
          "digest of "
              + size
              + " bytes, "
              + buffer.remaining()
              + " are there, the limit is "
              + Multihash.MAX_DIGEST);
    }
    buffer.position(buffer.position() + (int) size);
  }

  private static byte[] copy(ByteBuffer buffer, int start) {
    byte[] bytes = new byte[buffer.position() - start];
    buffer.get(start, bytes);
    return bytes;
  }

  /// 0 or 1.
  public int version() {
    return hashOffset == 0 ? 0 : 1;
  }

  /// The multicodec of the content; dag-pb for v0.
  public long codec() {
    return codec;
  }

  /// The multihash; made anew by each call.
  public Multihash multihash() {
    try {
      return Multihash.read(ByteBuffer.wrap(bytes, hashOffset, bytes.length - hashOffset));
    } catch (InvalidMultihash e) {
      throw new InvalidCid("no CID: " + e.getMessage(), e);
    }
  }

  /// A copy of the binary form.
  public byte[] bytes() {
    return bytes.clone();
  }

  /// The length of the binary form in bytes.
  public int byteLength() {
    return bytes.length;
  }

  /// Appends the binary form to a buffer.
  public void write(ByteBuffer buffer) {
    buffer.put(bytes);
  }

  /// Whether the CID carries its content itself.
  public boolean isIdentity() {
    return bytes[hashOffset] == Multihash.IDENTITY;
  }

  /// This CID as v1; itself if it is one.
  public Cid toV1() {
    return version() == 1 ? this : v1(codec, multihash());
  }

  /// This CID as v0.
  ///
  /// @throws InvalidCid unless it names dag-pb by a full sha2-256
  public Cid toV0() {
    if (codec != Multicodec.DAG_PB) {
      throw new InvalidCid("only dag-pb has a v0 form: " + this);
    }
    return version() == 0 ? this : v0(multihash());
  }

  @Override
  public int compareTo(Cid other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Cid that
            && hashCode() == that.hashCode()
            && Arrays.equals(bytes, that.bytes));
  }

  /// Computed at the first call; racing threads compute the same number.
  @Override
  public int hashCode() {
    int hash = hashCode;
    if (hash == 0) {
      hash = Arrays.hashCode(bytes);
      hashCode = hash;
    }
    return hash;
  }

  /// The usual text: base58btc for v0, base32 for v1.
  @Override
  public String toString() {
    return version() == 0 ? Multibase.encodeBase58btc(bytes) : Multibase.BASE32.encode(bytes);
  }

  /// The text in a given base.
  ///
  /// @throws InvalidCid for a v0 CID in any base but base58btc: convert with [#toV1] first
  public String toString(Multibase base) {
    if (version() == 1) {
      return base.encode(bytes);
    }
    if (base != Multibase.BASE58BTC) {
      throw new InvalidCid("a v0 CID is always base58btc, not " + base + ": " + this);
    }
    return toString();
  }
}
