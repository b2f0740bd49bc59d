package network.cairn.libp2p.select;

import java.io.IOException;
import java.util.Arrays;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.io.Duplex;
import network.cairn.libp2p.select.NegotiationFailed.Reason;

/// A channel on which one protocol has been proposed but not yet confirmed.
///
/// One reader and one writer at a time, also at once. Whoever closes the writing half calls
/// [#propose] before, and whoever closes the reading half calls [#confirm] before, or the listener
/// may lose the stream.
public final class LazyNegotiation implements Duplex {
  /// So few bytes go out with the proposal that the channel takes them without waiting: a reader
  /// that confirms meanwhile must not wait for a writer that waits for the peer's window.
  private static final int MAX_BESIDE_PROPOSAL = 16 * 1024;

  private final Duplex io;
  private final String protocol;
  private final Scheduler.Monitor monitor;

  /// True once the proposal is written, so that nothing of another thread goes before it; guarded
  /// by the monitor when false.
  private volatile boolean proposed;

  /// Only the reader's.
  private boolean confirmed;

  LazyNegotiation(Duplex io, String protocol, Scheduler.Monitor monitor) {
    this.io = io;
    this.protocol = protocol;
    this.monitor = monitor;
    Lines.frames(protocol);
  }

  /// Sends the proposal if no write has taken it along yet.
  public void propose() throws IOException {
    first(new byte[0], 0, 0);
  }

  /// Reads the listener's answer if no read has met it yet.
  ///
  /// @throws NegotiationFailed if it is not the acceptance
  public void confirm() throws IOException {
    if (confirmed) {
      return;
    }
    propose();
    Lines.readHeader(io);
    if (!Multistream.accepted(io, protocol)) {
      throw new NegotiationFailed(
          Reason.REFUSED, "multistream-select: the peer no longer speaks " + protocol);
    }
    confirmed = true;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    confirm();
    return io.read(buffer, offset, length);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    int head = Math.min(length, MAX_BESIDE_PROPOSAL);
    if (proposed || !first(buffer, offset, head)) {
      io.write(buffer, offset, length);
    } else if (length > head) {
      io.write(buffer, offset + head, length - head);
    }
  }

  /// Writes the proposal and these bytes in one go; false, and nothing written, if it was proposed
  /// before.
  private boolean first(byte[] buffer, int offset, int length) throws IOException {
    monitor.lock();
    try {
      if (proposed) {
        return false;
      }
      byte[] proposal = Lines.frames(Lines.HEADER, protocol);
      byte[] all = Arrays.copyOf(proposal, proposal.length + length);
      System.arraycopy(buffer, offset, all, proposal.length, length);
      io.write(all, 0, all.length);
      proposed = true;
      return true;
    } finally {
      monitor.unlock();
    }
  }
}
