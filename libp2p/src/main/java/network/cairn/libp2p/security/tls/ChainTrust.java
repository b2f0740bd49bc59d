package network.cairn.libp2p.security.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.HandshakeFailed.Reason;
import org.jspecify.annotations.Nullable;

/// Trusts by one rule on both sides of a handshake, and asks no authority.
///
/// Extended, so that the JDK adds no checks of names and algorithms of its own.
abstract class ChainTrust extends X509ExtendedTrustManager {
  /// @param engine of the handshake, where there is one
  /// @throws CertificateException if the peer is refused
  abstract void judge(X509Certificate[] chain, @Nullable SSLEngine engine)
      throws CertificateException;

  /// Who showed this chain: exactly one certificate, bound to an identity.
  ///
  /// @param now milliseconds since the epoch
  static PeerId proved(X509Certificate[] chain, long now) throws HandshakeFailed {
    if (chain.length != 1) {
      throw new HandshakeFailed(
          Reason.MALFORMED, chain.length + " certificates; a libp2p peer shows one");
    }
    return PeerId.of(PeerCertificate.identity(chain[0], now));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judge(chain, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judge(chain, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge(chain, null);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge(chain, null);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge(chain, null);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge(chain, null);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
