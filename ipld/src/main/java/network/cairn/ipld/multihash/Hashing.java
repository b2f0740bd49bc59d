package network.cairn.ipld.multihash;

/// Hash functions by multihash code. Implementations are thread-safe; others may chain to [#jdk].
public interface Hashing {
  /// The length that asks for a function's own digest length.
  int DEFAULT_LENGTH = -1;

  /// Hashes a range of `data`.
  ///
  /// @param length wanted digest length in bytes, or [#DEFAULT_LENGTH]; shorter ones truncate
  /// @throws UnsupportedHash if the function is not offered or cannot give that length
  Multihash hash(long code, byte[] data, int off, int len, int length);

  /// Whether the function is offered.
  boolean supports(long code);

  /// Hashes all of `data` with the function's own digest length.
  default Multihash hash(long code, byte[] data) {
    return hash(code, data, 0, data.length, DEFAULT_LENGTH);
  }

  /// The functions that the JDK has: identity, SHA-1, SHA-2, SHA-3, SHAKE, double SHA-256.
  static Hashing jdk() {
    return new JdkHashing();
  }
}
