package network.cairn.store.hash;

import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;

/// Every hash function a block of this node may be named by: those of the JDK, and BLAKE2b,
/// BLAKE2s, BLAKE3 and Keccak.
///
/// Immutable, thread-safe.
public final class Hashes implements Hashing {
  private final Hashing jdk = Hashing.jdk();

  @Override
  public boolean supports(long code) {
    return jdk.supports(code) || FurtherHashes.supports(code);
  }

  @Override
  public Multihash hash(long code, byte[] data, int off, int len, int length) {
    return jdk.supports(code)
        ? jdk.hash(code, data, off, len, length)
        : FurtherHashes.hash(code, data, off, len, length);
  }
}
