package network.cairn.libp2p.host;

import java.io.InterruptedIOException;

/// The stream's deadline passed before the operation was done.
public final class StreamTimeout extends InterruptedIOException {
  /// @param what waited for what, for people
  public StreamTimeout(String what) {
    super(what);
  }
}
