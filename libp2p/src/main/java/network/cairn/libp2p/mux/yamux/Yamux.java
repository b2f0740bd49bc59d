package network.cairn.libp2p.mux.yamux;

import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.io.RecordConn;
import network.cairn.libp2p.mux.MuxedConn;
import network.cairn.libp2p.mux.MuxedConnOwner;
import network.cairn.libp2p.mux.Muxer;

/// The muxer yamux (libp2p specs, yamux). Thread-safe.
public final class Yamux implements Muxer {
  private final YamuxLimits limits;
  private final Scheduler scheduler;
  private final ChunkPool chunks = new ChunkPool();

  /// @param limits of each session
  public Yamux(YamuxLimits limits, Scheduler scheduler) {
    this.limits = limits;
    this.scheduler = scheduler;
  }

  @Override
  public String protocol() {
    return "/yamux/1.0.0";
  }

  @Override
  public MuxedConn mux(RecordConn conn, boolean dialer, MuxedConnOwner owner) {
    return new YamuxSession(conn, dialer, limits, scheduler, owner, chunks);
  }
}
