package network.cairn.deals.piece;

import java.io.IOException;
import java.io.OutputStream;

/// A piece's bytes by range. Thread-safe.
public interface PieceBytes {
  long size();

  /// Writes exactly this range; the caller keeps it within the size.
  void writeTo(OutputStream out, long offset, long length) throws IOException;
}
