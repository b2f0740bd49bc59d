package network.cairn.libp2p.security.tls;

import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.HandshakeFailed.Reason;
import org.jspecify.annotations.Nullable;

/// The certificate of a host and its judgement of others', for transports that run TLS 1.3
/// themselves (libp2p specs, tls). Thread-safe; serves any number of handshakes at once.
///
/// The certificate lives as long as this object. A handshake that shows none, as a resumed one,
/// proves nobody.
public final class HostCertificate {
  private final X509ExtendedKeyManager own;
  private final Scheduler scheduler;
  private final Trust trust = new Trust();

  HostCertificate(X509ExtendedKeyManager own, Scheduler scheduler) {
    this.own = own;
    this.scheduler = scheduler;
  }

  /// Makes a key and a certificate bound to this identity.
  public static HostCertificate make(
      PrivateKey identity, SecureRandom random, Scheduler scheduler) {
    return new HostCertificate(OwnCertificate.make(identity, random), scheduler);
  }

  /// What this host shows.
  public X509ExtendedKeyManager keys() {
    return own;
  }

  /// Refuses what is no certificate of a libp2p peer.
  public X509ExtendedTrustManager trust() {
    return trust;
  }

  /// Who proved to be the other end of a handshake.
  ///
  /// @throws HandshakeFailed why nobody did
  public PeerId peer(SSLEngine engine) throws HandshakeFailed {
    Optional<HandshakeFailed> refusal = refusal(engine);
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    PeerId peer = trust.proved.get(engine);
    if (peer == null) {
      throw new HandshakeFailed(Reason.NOT_AUTHENTIC, "the peer showed no certificate");
    }
    return peer;
  }

  /// Why the peer's certificate was refused; empty if it was not.
  public Optional<HandshakeFailed> refusal(SSLEngine engine) {
    return Optional.ofNullable(trust.refused.get(engine));
  }

  private final class Trust extends ChainTrust {
    /// Both go with the engines.
    private final Map<SSLEngine, PeerId> proved = Collections.synchronizedMap(new WeakHashMap<>());

    private final Map<SSLEngine, HandshakeFailed> refused =
        Collections.synchronizedMap(new WeakHashMap<>());

    @Override
    void judge(X509Certificate[] chain, @Nullable SSLEngine engine) throws CertificateException {
      if (engine == null) {
        throw new CertificateException("no handshake to judge a certificate for");
      }
      try {
        proved.put(engine, proved(chain, scheduler.epochMillis()));
      } catch (HandshakeFailed e) {
        refused.put(engine, e);
        throw new CertificateException(e.getMessage(), e);
      } catch (RuntimeException e) {
        String refusal = "the certificate cannot be judged";
        refused.put(engine, new HandshakeFailed(Reason.MALFORMED, refusal, e));
        throw new CertificateException(refusal, e);
      }
    }
  }
}
