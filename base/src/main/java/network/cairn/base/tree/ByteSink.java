package network.cairn.base.tree;

import java.io.IOException;
import java.io.OutputStream;

/// Says where bytes go, once it is known that there are any: a fault before that leaves nothing
/// half begun.
@FunctionalInterface
public interface ByteSink {
  /// Called once; the stream is not closed by who writes to it.
  ///
  /// @param bytes to come, as far as is known; only for progress
  OutputStream open(long bytes) throws IOException;
}
