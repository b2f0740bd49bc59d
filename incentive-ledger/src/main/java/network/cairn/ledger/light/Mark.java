package network.cairn.ledger.light;

import com.google.protobuf.ByteString;
import network.cairn.ledger.chain.Headers;

/// A block of a chain, whoever signed it.
///
/// @param height from 1 on
/// @param hash of its header, 32 bytes
public record Mark(long height, ByteString hash) {
  public Mark {
    if (height < 1 || hash.size() != Headers.HASH_SIZE) {
      throw new IllegalArgumentException("no block: height " + height + ", hash of " + hash.size());
    }
  }
}
