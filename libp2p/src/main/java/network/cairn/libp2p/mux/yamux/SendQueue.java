package network.cairn.libp2p.mux.yamux;

import java.util.ArrayDeque;
import network.cairn.base.time.Scheduler;
import org.jspecify.annotations.Nullable;

/// What waits for the writer: session frames first, then streams with control frames, then streams
/// with data in turns.
///
/// Streams are queued, not frames, so the queue is as long as there are streams and every frame is
/// built from the newest state. Thread-safe. Lock order: a stream's lock, then this one.
final class SendQueue {
  private static final int MAX_PONGS = 32;
  private static final int MAX_REFUSALS = 1024;

  private final Scheduler.Monitor monitor;
  private final ArrayDeque<YamuxStream> control = new ArrayDeque<>();
  private final ArrayDeque<YamuxStream> data = new ArrayDeque<>();
  private final ArrayDeque<Long> pongs = new ArrayDeque<>();
  private final ArrayDeque<Refusal> refusals = new ArrayDeque<>();
  private long ping = -1;
  private long goAway = -1;
  private boolean abandoned;
  private boolean writerWaits;

  private record Refusal(int streamId, long code) {}

  SendQueue(Scheduler scheduler) {
    this.monitor = scheduler.monitor();
  }

  void addControl(YamuxStream stream) {
    monitor.lock();
    try {
      control.addLast(stream);
      wake();
    } finally {
      monitor.unlock();
    }
  }

  void addData(YamuxStream stream, boolean first) {
    monitor.lock();
    try {
      if (first) {
        data.addFirst(stream);
      } else {
        data.addLast(stream);
      }
      wake();
    } finally {
      monitor.unlock();
    }
  }

  /// Queues the answer to a ping; beyond 32 unsent answers the peer is flooding and gets none.
  void pong(long value) {
    monitor.lock();
    try {
      if (pongs.size() < MAX_PONGS) {
        pongs.addLast(value);
        wake();
      }
    } finally {
      monitor.unlock();
    }
  }

  void ping(long value) {
    monitor.lock();
    try {
      ping = value;
      wake();
    } finally {
      monitor.unlock();
    }
  }

  /// Queues a reset of a stream that was never taken in.
  ///
  /// @return false if too many wait already
  boolean refuse(int streamId, long code) {
    monitor.lock();
    try {
      if (refusals.size() == MAX_REFUSALS) {
        return false;
      }
      refusals.addLast(new Refusal(streamId, code));
      wake();
      return true;
    } finally {
      monitor.unlock();
    }
  }

  /// Makes a go-away the last frame written; the first code wins.
  void goAway(long code) {
    monitor.lock();
    try {
      if (goAway < 0) {
        goAway = code;
      }
      wake();
    } finally {
      monitor.unlock();
    }
  }

  /// Ends the writer without a last frame.
  void abandon() {
    monitor.lock();
    try {
      abandoned = true;
      wake();
    } finally {
      monitor.unlock();
    }
  }

  /// Waits until there is something to write; false if the writer must end.
  boolean awaitWork() throws InterruptedException {
    monitor.lock();
    try {
      while (!abandoned && idle()) {
        writerWaits = true;
        monitor.await(Scheduler.NEVER);
      }
      writerWaits = false;
      return !abandoned;
    } finally {
      monitor.unlock();
    }
  }

  /// Writes session frames at `at` while they fit and returns the position after them.
  int takeSessionFrames(byte[] b, int at, int limit) {
    int to = at;
    monitor.lock();
    try {
      while (!pongs.isEmpty() && to + Frame.HEADER <= limit) {
        to += Frame.encode(b, to, Frame.PING, Frame.ACK, 0, pongs.removeFirst());
      }
      if (ping >= 0 && to + Frame.HEADER <= limit) {
        to += Frame.encode(b, to, Frame.PING, Frame.SYN, 0, ping);
        ping = -1;
      }
      while (!refusals.isEmpty() && to + Frame.HEADER <= limit) {
        Refusal refusal = refusals.removeFirst();
        to += Frame.encode(b, to, Frame.WINDOW_UPDATE, Frame.RST, refusal.streamId, refusal.code);
      }
      return to;
    } finally {
      monitor.unlock();
    }
  }

  @Nullable YamuxStream pollControl() {
    monitor.lock();
    try {
      return control.pollFirst();
    } finally {
      monitor.unlock();
    }
  }

  @Nullable YamuxStream pollData() {
    monitor.lock();
    try {
      return data.pollFirst();
    } finally {
      monitor.unlock();
    }
  }

  /// The code of the go-away to end with, or -1; data that waits is given up for it.
  long goAwayCode() {
    monitor.lock();
    try {
      return goAway;
    } finally {
      monitor.unlock();
    }
  }

  private boolean idle() {
    return control.isEmpty()
        && data.isEmpty()
        && pongs.isEmpty()
        && refusals.isEmpty()
        && ping < 0
        && goAway < 0;
  }

  private void wake() {
    if (writerWaits) {
      writerWaits = false;
      monitor.signalAll();
    }
  }
}
