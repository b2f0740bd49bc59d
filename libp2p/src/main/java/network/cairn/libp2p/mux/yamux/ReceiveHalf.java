package network.cairn.libp2p.mux.yamux;

/// The receiving half of a stream: what arrived and was not read, and how much more the peer may
/// send. Guarded by the stream's monitor.
///
/// `credit + unread <= window` always holds, where credit is what the peer may still send. Credit
/// is given when the application has read half a window, and the window doubles when that half was
/// consumed within four round trips and the owner grants the memory.
final class ReceiveHalf {
  private static final int GROWTH_ROUND_TRIPS = 4;

  private final YamuxSession session;
  private final ReceiveBuffer unread;
  private long window = YamuxLimits.INITIAL_WINDOW;
  private long credit = YamuxLimits.INITIAL_WINDOW;
  private long grantDue;
  private long grantedAt;
  private boolean finished;
  private boolean closed;
  private boolean discarded;
  private boolean arrived;

  ReceiveHalf(YamuxSession session) {
    this.session = session;
    this.unread = new ReceiveBuffer(session.chunks());
    this.grantedAt = session.scheduler().nanoTime();
  }

  int unread() {
    return unread.size();
  }

  /// The bytes reserved from the owner.
  long window() {
    return window;
  }

  /// Whether the peer sent FIN.
  boolean isFinished() {
    return finished;
  }

  void finish() {
    finished = true;
  }

  /// Whether the application gave up reading.
  boolean isClosed() {
    return closed;
  }

  /// Gives up reading.
  void close() {
    closed = true;
    discarded = unread.size() > 0;
    unread.clear();
  }

  /// Whether the peer has sent any byte.
  boolean hasArrived() {
    return arrived;
  }

  /// Whether the peer sent bytes that nobody will read.
  boolean hasDiscarded() {
    return discarded;
  }

  void clear() {
    unread.clear();
  }

  int read(byte[] buffer, int offset, int length) {
    return unread.read(buffer, offset, length);
  }

  /// Whether the peer may send so much.
  boolean covers(long length) {
    return length <= credit;
  }

  /// Takes credit for bytes that arrived, whatever becomes of them.
  void spend(int length) {
    credit -= length;
    arrived |= length > 0;
  }

  /// Stores what arrived, or notes that it is discarded as nobody reads any more.
  void store(byte[] from, int offset, int length) {
    if (closed) {
      discarded = true;
    } else {
      unread.append(from, offset, length);
    }
  }

  /// Gives the peer credit for what was read, once that is half a window; true if a grant is due.
  boolean grantRead() {
    long free = window - credit - unread.size();
    if (free * 2 < window || finished || closed) {
      return false;
    }
    long now = session.scheduler().nanoTime();
    long roundTrip = session.roundTripNanos();
    if (roundTrip > 0 && now - grantedAt < GROWTH_ROUND_TRIPS * roundTrip) {
      free += grow();
    }
    grantedAt = now;
    credit += free;
    grantDue += free;
    return true;
  }

  private long grow() {
    long larger = Math.min(window * 2, session.limits().maxWindow());
    long more = larger - window;
    if (more == 0 || !session.owner().reserve(more, YamuxLimits.HELPFUL)) {
      return 0;
    }
    window = larger;
    return more;
  }

  /// The grant to announce to the peer, which is taken with it.
  long takeGrant() {
    long grant = grantDue;
    grantDue = 0;
    return grant;
  }
}
