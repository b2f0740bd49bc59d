package network.cairn.libp2p.mux.yamux;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.mux.MuxedConnOwner;
import network.cairn.libp2p.mux.MuxedStream;
import org.jspecify.annotations.Nullable;

/// An owner with a memory bound that hands waiting streams to a handler, each on a task of its own.
class TestOwner implements MuxedConnOwner {
  /// Serves one stream.
  interface Handler {
    void handle(MuxedStream stream) throws Exception;
  }

  final AtomicLong reserved = new AtomicLong();
  volatile long bound = Long.MAX_VALUE;
  volatile @Nullable YamuxSession session;
  volatile @Nullable Handler handler;
  volatile long closeCode = -1;
  volatile boolean closeRemote;
  final List<String> refused = new CopyOnWriteArrayList<>();
  private final Scheduler scheduler;

  TestOwner(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public boolean reserve(long bytes, int priority) {
    if (reserved.addAndGet(bytes) > bound) {
      reserved.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  @Override
  public boolean reserveForStream(long bytes) {
    return reserve(bytes, 255);
  }

  @Override
  public void release(long bytes) {
    reserved.addAndGet(-bytes);
  }

  @Override
  public void streamsWaiting() {
    Handler serving = handler;
    YamuxSession yamux = session;
    if (serving == null || yamux == null) {
      return;
    }
    yamux.poll().ifPresent(stream -> scheduler.start("handler", () -> serve(serving, stream)));
  }

  private static void serve(Handler serving, MuxedStream stream) {
    try {
      serving.handle(stream);
      stream.close();
    } catch (Exception e) {
      stream.reset(0);
    }
  }

  @Override
  public void refused(String bound) {
    refused.add(bound);
  }

  @Override
  public void closed(long code, boolean remote) {
    closeRemote = remote;
    closeCode = code;
  }
}
