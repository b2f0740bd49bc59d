package network.cairn.libp2p.security.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.HandshakeFailed.Reason;
import org.jspecify.annotations.Nullable;

/// Whom one handshake trusts: a peer that shows exactly one certificate, bound to an identity, the
/// expected one if there is one. Serves one engine on one thread.
final class PeerTrust extends ChainTrust {
  private final Optional<PeerId> expected;
  private final long now;
  private @Nullable PeerId proved;

  /// @param now milliseconds since the epoch
  PeerTrust(Optional<PeerId> expected, long now) {
    this.expected = expected;
    this.now = now;
  }

  /// Who proved to be the other end; empty before the handshake has come so far.
  Optional<PeerId> proved() {
    return Optional.ofNullable(proved);
  }

  @Override
  void judge(X509Certificate[] chain, @Nullable SSLEngine engine) throws CertificateException {
    try {
      PeerId peer = proved(chain, now);
      if (expected.isPresent() && !expected.get().equals(peer)) {
        throw new HandshakeFailed(
            Reason.WRONG_PEER, "expected " + expected.get() + ", the peer proved to be " + peer);
      }
      proved = peer;
    } catch (HandshakeFailed e) {
      throw new CertificateException(e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new CertificateException("the certificate cannot be judged", e);
    }
  }
}
