package network.cairn.ipld.multihash;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import network.cairn.base.varint.InvalidVarint;
import network.cairn.base.varint.Varint;

/// A digest with the code of its function and its length: `varint(code) varint(size) digest`.
///
/// Any code is accepted, known or not; a digest may be shorter than its function's (truncated).
/// Ordered by unsigned bytes. Immutable. Specification: multiformats/multihash.
public final class Multihash implements Comparable<Multihash> {
  /// Digests above this many bytes are refused; only identity "digests" could be that long.
  public static final int MAX_DIGEST = 4096;

  public static final long IDENTITY = 0x00;
  public static final long SHA1 = 0x11;
  public static final long SHA2_256 = 0x12;
  public static final long SHA2_512 = 0x13;

  private final byte[] bytes;
  private final long code;
  private final int digestOffset;

  private Multihash(byte[] bytes, long code, int digestOffset) {
    this.bytes = bytes;
    this.code = code;
    this.digestOffset = digestOffset;
  }

  /// A multihash of a digest made elsewhere.
  ///
  /// @throws InvalidMultihash if the digest is longer than [#MAX_DIGEST]
  public static Multihash of(long code, byte[] digest) {
    return of(code, digest, digest.length);
  }

  /// A multihash of the first `length` bytes of a digest.
  static Multihash of(long code, byte[] digest, int length) {
    requireSize(length);
    int offset = Varint.length(code) + Varint.length(length);
    ByteBuffer buffer = ByteBuffer.allocate(offset + length);
    Varint.write(buffer, code);
    Varint.write(buffer, length);
    buffer.put(digest, 0, length);
    return new Multihash(buffer.array(), code, offset);
  }

  /// Decodes bytes that are exactly one multihash.
  ///
  /// @throws InvalidMultihash otherwise
  public static Multihash decode(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    Multihash multihash = read(buffer);
    if (buffer.hasRemaining()) {
      throw new InvalidMultihash(buffer.remaining() + " bytes follow the multihash");
    }
    return multihash;
  }

  /// Reads one multihash and moves the buffer's position behind it.
  ///
  /// @throws InvalidMultihash if there is none
  public static Multihash read(ByteBuffer buffer) {
    int start = buffer.position();
    try {
      long code = Varint.read(buffer);
      long size = Varint.read(buffer);
      requireSize(size);
      if (size > buffer.remaining()) {
        throw new InvalidMultihash(
            "digest of " + size + " bytes, only " + buffer.remaining() + " are there");
      }
      int offset = buffer.position() - start;
      byte[] bytes = new byte[offset + (int) size];
      buffer.get(start, bytes);
      buffer.position(start + bytes.length);
      return new Multihash(bytes, code, offset);
    } catch (InvalidVarint e) {
      throw new InvalidMultihash("no multihash: " + e.getMessage(), e);
    }
  }

  private static void requireSize(long size) {
    if (size > MAX_DIGEST) {
      throw new InvalidMultihash("digest of " + size + " bytes; the limit is " + MAX_DIGEST);
    }
  }

  /// The sha2-256 of all of `data`.
  public static Multihash sha256(byte[] data) {
    return sha256(data, 0, data.length);
  }

  /// The sha2-256 of a range of `data`.
  public static Multihash sha256(byte[] data, int off, int len) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(data, off, len);
      return of(SHA2_256, digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256; every JDK must", e);
    }
  }

  /// The code of the function (see [network.cairn.ipld.multicodec.Multicodec]).
  public long code() {
    return code;
  }

  /// The digest's length in bytes.
  public int size() {
    return bytes.length - digestOffset;
  }

  /// A copy of the digest.
  public byte[] digest() {
    return Arrays.copyOfRange(bytes, digestOffset, bytes.length);
  }

  /// A copy of the whole encoding.
  public byte[] bytes() {
    return bytes.clone();
  }

  /// The length of the whole encoding in bytes.
  public int byteLength() {
    return bytes.length;
  }

  /// Appends the encoding to a buffer.
  public void write(ByteBuffer buffer) {
    buffer.put(bytes);
  }

  @Override
  public int compareTo(Multihash other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Multihash that && Arrays.equals(bytes, that.bytes));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// The encoding in hexadecimal.
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
