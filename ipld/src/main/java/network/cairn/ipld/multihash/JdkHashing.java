package network.cairn.ipld.multihash;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/// The hash functions of the JDK's own providers.
final class JdkHashing implements Hashing {
  private static final long DBL_SHA2_256 = 0x56;

  @Override
  public boolean supports(long code) {
    return code == Multihash.IDENTITY || algorithm(code).isPresent();
  }

  @Override
  public Multihash hash(long code, byte[] data, int off, int len, int length) {
    if (code == Multihash.IDENTITY) {
      return identity(Arrays.copyOfRange(data, off, off + len), length);
    }
    MessageDigest function = function(code);
    function.update(data, off, len);
    byte[] digest = function.digest();
    if (code == DBL_SHA2_256) {
      digest = function.digest(digest);
    }
    if (length > digest.length || length < DEFAULT_LENGTH) {
      throw new UnsupportedHash(
          "hash 0x" + Long.toHexString(code) + " gives " + digest.length + " bytes, not " + length);
    }
    return Multihash.of(code, digest, length == DEFAULT_LENGTH ? digest.length : length);
  }

  private static Multihash identity(byte[] content, int length) {
    if (length != DEFAULT_LENGTH && length != content.length) {
      throw new UnsupportedHash(
          "identity keeps all " + content.length + " bytes, it cannot give " + length);
    }
    return Multihash.of(Multihash.IDENTITY, content);
  }

  private static MessageDigest function(long code) {
    String name =
        algorithm(code)
            .orElseThrow(() -> new UnsupportedHash("no hash function 0x" + Long.toHexString(code)));
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new UnsupportedHash("this JDK lacks " + name + ": " + e.getMessage());
    }
  }

  private static Optional<String> algorithm(long code) {
    return Optional.ofNullable(
        switch ((int) Math.min(code, Integer.MAX_VALUE)) {
          case 0x11 -> "SHA-1";
          case 0x12, 0x56 -> "SHA-256";
          case 0x13 -> "SHA-512";
          case 0x14 -> "SHA3-512";
          case 0x15 -> "SHA3-384";
          case 0x16 -> "SHA3-256";
          case 0x17 -> "SHA3-224";
          case 0x18 -> "SHAKE128-256";
          case 0x19 -> "SHAKE256-512";
          case 0x20 -> "SHA-384";
          case 0x1013 -> "SHA-224";
          case 0x1014 -> "SHA-512/224";
          case 0x1015 -> "SHA-512/256";
          default -> null;
        });
  }
}
