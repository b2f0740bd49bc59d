package network.cairn.libp2p.mux.yamux;

import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.io.RecordConn;
import network.cairn.libp2p.mux.MuxedConn;
import network.cairn.libp2p.mux.MuxedConnOwner;
import network.cairn.libp2p.mux.Muxer;

/// The muxer yamux (libp2p specs, yamux). Thread-safe.
///
/// @param limits of each session
public record Yamux(YamuxLimits limits, Scheduler scheduler) implements Muxer {
  @Override
  public String protocol() {
    return "/yamux/1.0.0";
  }

  @Override
  public MuxedConn mux(RecordConn conn, boolean dialer, MuxedConnOwner owner) {
    return new YamuxSession(conn, dialer, limits, scheduler, owner);
  }
}
