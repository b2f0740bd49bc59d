package network.cairn.libp2p.mux.yamux;

import network.cairn.libp2p.mux.MuxedConnOwner;

/// The sending half of a stream: what the application wrote and was not sent, how much of it the
/// peer's window allows, and the flags that go before and behind it. Guarded by the stream's
/// monitor.
///
/// Streams with data take turns: each may send 64 KiB before the next one is due.
final class SendHalf {
  private static final long MAX_WINDOW = 0xffff_ffffL;
  private static final int QUANTUM = 64 * 1024;
  private static final int SMALLEST_FRAGMENT = 1024;

  private final int id;
  private final SendBuffer unsent;
  private long window = YamuxLimits.INITIAL_WINDOW;
  private int turn;
  private boolean finDue;
  private boolean finSent;
  private boolean synDue;
  private boolean ackDue;
  private boolean resetDue;

  /// @param id the stream's
  SendHalf(int id, MuxedConnOwner owner) {
    this.id = id;
    this.unsent = new SendBuffer(owner);
  }

  /// Takes in as much as fits and returns how much that was.
  int put(byte[] from, int offset, int length) {
    return unsent.put(from, offset, length);
  }

  void clear() {
    unsent.clear();
  }

  /// Gives the buffer's memory back while there is nothing in it.
  void shrink() {
    if (unsent.size() == 0) {
      unsent.clear();
    }
  }

  /// Adds the peer's grant; false if its window would pass 2^32-1.
  boolean widen(long delta) {
    window += delta;
    return window <= MAX_WINDOW;
  }

  /// Whether nothing may be written any more.
  boolean isClosed() {
    return finDue;
  }

  /// Makes FIN follow what was written.
  void close() {
    finDue = true;
  }

  /// Whether FIN is on its way.
  boolean isFinished() {
    return finSent;
  }

  /// Whether a frame can be sent now.
  boolean isReady() {
    return unsent.size() > 0 ? window > 0 : finDue && !finSent;
  }

  /// Whether data can be sent now.
  boolean hasSendable() {
    return window > 0 && unsent.size() > 0;
  }

  /// Whether this stream's turn goes on.
  boolean inTurn() {
    return turn >= SMALLEST_FRAGMENT;
  }

  /// The payload of the next data frame within `room` bytes of a record, headers included, or -1 if
  /// so little fits that it should wait for the next record.
  int nextPayload(int room) {
    turn = inTurn() ? turn : QUANTUM;
    int sendable = (int) Math.min(unsent.size(), window);
    int fits = Math.min(room - 2 * Frame.HEADER, Frame.MAX_PAYLOAD);
    return fits < Math.min(sendable, SMALLEST_FRAGMENT)
        ? -1
        : Math.min(sendable, Math.min(fits, turn));
  }

  /// Writes one frame of so much payload and returns its length; none if the payload is empty.
  int writeData(byte[] b, int at, int payload) {
    if (payload == 0) {
      return 0;
    }
    Frame.encode(b, at, Frame.DATA, openingFlags(), id, payload);
    unsent.take(b, at + Frame.HEADER, payload);
    window -= payload;
    turn -= payload;
    return Frame.HEADER + payload;
  }

  /// Writes FIN if it is due and returns the frame's length. It goes in a frame of its own:
  /// js-libp2p-yamux looks at the flags of a data frame before its payload, and drops the payload
  /// if both directions are closed by then.
  int writeFin(byte[] b, int at) {
    if (!finDue || finSent || unsent.size() > 0) {
      return 0;
    }
    finSent = true;
    unsent.clear();
    return Frame.encode(b, at, Frame.WINDOW_UPDATE, Frame.FIN | openingFlags(), id, 0);
  }

  /// Announces a stream that this side opens, or accepts one of the peer, with the next frame.
  void announce(boolean outbound) {
    synDue = outbound;
    ackDue = !outbound;
  }

  /// Whether the peer has heard of this stream.
  boolean isAnnounced() {
    return !synDue;
  }

  /// Makes a reset the next frame.
  void reset() {
    resetDue = true;
  }

  /// Writes the announcement and this grant, if there is either, and returns the frame's length.
  int writeControl(byte[] b, int at, long grant) {
    int flags = openingFlags();
    return flags == 0 && grant == 0
        ? 0
        : Frame.encode(b, at, Frame.WINDOW_UPDATE, flags, id, grant);
  }

  /// Writes the reset if it is due and returns the frame's length.
  int writeReset(byte[] b, int at, long code) {
    if (!resetDue) {
      return 0;
    }
    resetDue = false;
    return Frame.encode(b, at, Frame.WINDOW_UPDATE, Frame.RST | openingFlags(), id, code);
  }

  private int openingFlags() {
    int flags = (synDue ? Frame.SYN : 0) | (ackDue ? Frame.ACK : 0);
    synDue = false;
    ackDue = false;
    return flags;
  }
}
