package network.cairn.deals.provider.prover;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A piece's raw bytes by position, as `FileChannel::read` and the store's files give them. Many
/// threads read at once.
@FunctionalInterface
public interface PieceReader {
  /// Reads some bytes at `position`, perhaps fewer than there is room for; 0 or less at the end
  /// only.
  int read(ByteBuffer into, long position) throws IOException;
}
