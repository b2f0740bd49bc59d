package network.cairn.libp2p.mux.yamux;

import network.cairn.base.time.Scheduler;

/// Pings of our own: one at a time, at the start and at the keep-alive interval; measures the round
/// trip.
final class Heartbeat {
  private final long interval;
  private final long timeout;
  private final SendQueue queue;
  private final Scheduler.Monitor monitor;
  private volatile long roundTrip;
  private volatile long framesIn;
  private long value;
  private long sentAt;
  private long framesAtPing;
  private boolean outstanding;

  Heartbeat(YamuxLimits limits, SendQueue queue, Scheduler scheduler) {
    this.interval = limits.keepAlive().toNanos();
    this.timeout = limits.pongTimeout().toNanos();
    this.queue = queue;
    this.monitor = scheduler.monitor();
  }

  void ping(long now) {
    monitor.lock();
    try {
      outstanding = true;
      value = value + 1 & 0xffff_ffffL;
      sentAt = now;
      framesAtPing = framesIn;
      queue.ping(value);
    } finally {
      monitor.unlock();
    }
  }

  /// Sends a ping now, unless the answer to one is waited for.
  void probe(long now) {
    monitor.lock();
    try {
      if (!outstanding) {
        ping(now);
      }
    } finally {
      monitor.unlock();
    }
  }

  /// How long nothing at all has come after a ping; 0 where something has.
  long owed(long now) {
    monitor.lock();
    try {
      return outstanding && framesIn == framesAtPing ? Math.max(1, now - sentAt) : 0;
    } finally {
      monitor.unlock();
    }
  }

  /// Sends the ping that is due; true if the peer has been silent for too long after one.
  boolean tick(long now) {
    monitor.lock();
    try {
      if (!outstanding) {
        if (now - sentAt > interval) {
          ping(now);
        }
        return false;
      }
      if (now - sentAt <= timeout) {
        return false;
      }
      boolean silent = framesIn == framesAtPing;
      sentAt = now;
      framesAtPing = framesIn;
      return silent;
    } finally {
      monitor.unlock();
    }
  }

  /// Takes an answer; false if none with this value was asked for.
  boolean pong(long answered, long now) {
    monitor.lock();
    try {
      if (!outstanding || answered != value) {
        return false;
      }
      outstanding = false;
      long sample = Math.max(1, now - sentAt);
      roundTrip = roundTrip == 0 ? sample : (roundTrip + sample) / 2;
      return true;
    } finally {
      monitor.unlock();
    }
  }

  /// Called by the session's reader only, so that nothing is lost.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void sawFrame() {
    framesIn = framesIn + 1;
  }

  long roundTripNanos() {
    return roundTrip;
  }
}
