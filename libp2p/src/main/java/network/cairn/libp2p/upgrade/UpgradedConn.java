package network.cairn.libp2p.upgrade;

import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.mux.MuxedConn;
import network.cairn.libp2p.mux.MuxedConnOwner;
import network.cairn.libp2p.mux.Muxer;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.security.SecureConn;
import network.cairn.libp2p.transport.CapableConn;
import network.cairn.libp2p.transport.RawConn;

/// A raw connection that was secured, with the muxer that both sides agreed on.
record UpgradedConn(RawConn raw, SecureConn secure, Muxer muxer, boolean dialer)
    implements CapableConn {
  @Override
  public PeerId remotePeer() {
    return secure.remotePeer();
  }

  @Override
  public MuxedConn mux(MuxedConnOwner owner) {
    return muxer.mux(secure, dialer, owner);
  }

  @Override
  public Multiaddr localAddress() {
    return raw.localAddress();
  }

  @Override
  public Multiaddr remoteAddress() {
    return raw.remoteAddress();
  }

  @Override
  public void close() {
    secure.close();
  }
}
