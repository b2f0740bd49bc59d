package network.cairn.store.hash;

import java.util.Arrays;
import java.util.Optional;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ipld.multihash.UnsupportedHash;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.Xof;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.bouncycastle.crypto.digests.KeccakDigest;

/// BLAKE2b, BLAKE2s, BLAKE3 and Keccak.
///
/// A class of its own, because the first look into Bouncy Castle's signed archive costs a third of
/// a second of processor time, which nobody should pay who only needs SHA-256.
final class FurtherHashes {
  private static final long BLAKE2B = 0xb200;
  private static final int BLAKE2B_MAX = 64;
  private static final long BLAKE2S = 0xb240;
  private static final int BLAKE2S_MAX = 32;
  private static final int BLAKE3_MAX = 128;
  private static final int BLAKE3_NATURAL = 32;
  private static final long KECCAK_224 = 0x1a;

  private FurtherHashes() {}

  static boolean supports(long code) {
    return code == Multicodec.BLAKE3 || function(code).isPresent();
  }

  /// As [Hashing#hash].
  static Multihash hash(long code, byte[] data, int off, int len, int length) {
    if (code == Multicodec.BLAKE3) {
      return Multihash.of(code, blake3(data, off, len, length));
    }
    Digest function =
        function(code)
            .orElseThrow(() -> new UnsupportedHash("no hash function 0x" + Long.toHexString(code)));
    return Multihash.of(code, digest(function, code, data, off, len, length));
  }

  private static byte[] digest(
      Digest function, long code, byte[] data, int off, int len, int length) {
    function.update(data, off, len);
    byte[] digest = new byte[function.getDigestSize()];
    function.doFinal(digest, 0);
    if (length == Hashing.DEFAULT_LENGTH || length == digest.length) {
      return digest;
    }
    if (length < 0 || length > digest.length) {
      throw tooLong(code, digest.length, length);
    }
    return Arrays.copyOf(digest, length);
  }

  private static byte[] blake3(byte[] data, int off, int len, int length) {
    int size = length == Hashing.DEFAULT_LENGTH ? BLAKE3_NATURAL : length;
    if (size < 0 || size > BLAKE3_MAX) {
      throw tooLong(Multicodec.BLAKE3, BLAKE3_MAX, length);
    }
    Xof function = new Blake3Digest();
    function.update(data, off, len);
    byte[] digest = new byte[size];
    function.doFinal(digest, 0, size);
    return digest;
  }

  private static UnsupportedHash tooLong(long code, int most, int length) {
    return new UnsupportedHash(
        Multicodec.describe(code) + " gives at most " + most + " bytes, not " + length);
  }

  private static Optional<Digest> function(long code) {
    if (code > BLAKE2B && code <= BLAKE2B + BLAKE2B_MAX) {
      return Optional.of(new Blake2bDigest((int) (code - BLAKE2B) * 8));
    }
    if (code > BLAKE2S && code <= BLAKE2S + BLAKE2S_MAX) {
      return Optional.of(new Blake2sDigest((int) (code - BLAKE2S) * 8));
    }
    if (code >= KECCAK_224 && code < KECCAK_224 + 4) {
      int[] bits = {224, 256, 384, 512};
      return Optional.of(new KeccakDigest(bits[(int) (code - KECCAK_224)]));
    }
    return Optional.empty();
  }
}
