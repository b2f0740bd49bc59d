package network.cairn.libp2p.mux.yamux;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.host.StreamTimeout;
import org.jspecify.annotations.Nullable;

/// The open streams of a session and how many more each side may open. Thread-safe.
///
/// A stream of ours counts as unacknowledged until the peer accepts it; one of the peer waits in
/// the backlog until it is polled. Once the table has ended nothing is opened. Lock order: a
/// stream's lock, then this one.
final class StreamTable {
  private final boolean client;
  private final YamuxLimits limits;
  private final Scheduler.Monitor monitor;
  private final Map<Integer, YamuxStream> streams = new ConcurrentHashMap<>();
  private final ArrayDeque<YamuxStream> backlog = new ArrayDeque<>();
  private final ArrayDeque<YamuxStream> lingering = new ArrayDeque<>();
  private int unacknowledged;
  private int outbound;
  private int inbound;
  private @Nullable StreamReset end;

  /// @param client whether this side opens odd stream ids
  StreamTable(boolean client, YamuxLimits limits, Scheduler scheduler) {
    this.client = client;
    this.limits = limits;
    this.monitor = scheduler.monitor();
  }

  boolean isOwn(int streamId) {
    return (streamId & 1) == (client ? 1 : 0);
  }

  @Nullable YamuxStream get(int streamId) {
    return streams.get(streamId);
  }

  int size() {
    return streams.size();
  }

  /// Waits until one more stream of ours may be opened, and counts it.
  void awaitOpening(long deadline) throws IOException, InterruptedException {
    monitor.lock();
    try {
      while (end == null
          && (unacknowledged >= limits.maxUnacknowledged() || outbound >= limits.maxOutbound())) {
        if (!monitor.await(deadline)) {
          throw new StreamTimeout(
              "the peer accepts no further stream: "
                  + unacknowledged
                  + " of "
                  + outbound
                  + " wait");
        }
      }
      if (end != null) {
        throw new StreamReset(end.code(), end.remote());
      }
      unacknowledged++;
      outbound++;
    } finally {
      monitor.unlock();
    }
  }

  /// Takes back what [#awaitOpening] counted, as no stream came of it.
  void giveOpening() {
    monitor.lock();
    try {
      unacknowledged--;
      outbound--;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  /// Adds a stream of ours, counted before.
  void addOutbound(YamuxStream stream) {
    streams.put(stream.id(), stream);
    endWithTable(stream);
  }

  /// Whether the peer may open one more stream.
  boolean hasRoom() {
    monitor.lock();
    try {
      return inbound < limits.maxInbound() && backlog.size() < limits.backlog();
    } finally {
      monitor.unlock();
    }
  }

  /// Adds a stream of the peer and queues it to be polled.
  void addInbound(YamuxStream stream) {
    streams.put(stream.id(), stream);
    monitor.lock();
    try {
      inbound++;
      backlog.addLast(stream);
    } finally {
      monitor.unlock();
    }
    endWithTable(stream);
  }

  /// A stream that came in while the table ended may have been overlooked by whoever ended it.
  private void endWithTable(YamuxStream stream) {
    StreamReset ended = end();
    if (ended != null) {
      stream.remoteReset(ended.code());
    }
  }

  /// The next stream of the peer that nobody has taken yet.
  @Nullable YamuxStream pollBacklog() {
    monitor.lock();
    try {
      return backlog.pollFirst();
    } finally {
      monitor.unlock();
    }
  }

  boolean hasBacklog() {
    monitor.lock();
    try {
      return !backlog.isEmpty();
    } finally {
      monitor.unlock();
    }
  }

  /// Notes that the peer accepted a stream of ours.
  void accepted() {
    monitor.lock();
    try {
      unacknowledged--;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  void remove(YamuxStream stream, boolean wasUnacknowledged) {
    streams.remove(stream.id());
    monitor.lock();
    try {
      backlog.remove(stream);
      if (isOwn(stream.id())) {
        outbound--;
        unacknowledged -= wasUnacknowledged ? 1 : 0;
        monitor.signalAll();
      } else {
        inbound--;
      }
    } finally {
      monitor.unlock();
    }
  }

  /// Remembers a closed stream that waits for the peer's FIN.
  void linger(YamuxStream stream) {
    monitor.lock();
    try {
      lingering.addLast(stream);
    } finally {
      monitor.unlock();
    }
  }

  /// The closed streams that still wait for the peer's FIN.
  List<YamuxStream> lingering() {
    monitor.lock();
    try {
      lingering.removeIf(stream -> !streams.containsKey(stream.id()));
      return List.copyOf(lingering);
    } finally {
      monitor.unlock();
    }
  }

  void forEach(Consumer<YamuxStream> action) {
    streams.values().forEach(action);
  }

  /// Ends the table and resets its streams; false if it had ended before.
  boolean end(long code, boolean remote) {
    monitor.lock();
    try {
      if (end != null) {
        return false;
      }
      end = new StreamReset(code, remote);
      backlog.clear();
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
    streams.values().forEach(stream -> stream.remoteReset(code));
    return true;
  }

  boolean hasEnded() {
    return end() != null;
  }

  private @Nullable StreamReset end() {
    monitor.lock();
    try {
      return end;
    } finally {
      monitor.unlock();
    }
  }
}
