package network.cairn.libp2p.security.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.io.Watchdog;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.HandshakeFailed.Reason;
import network.cairn.libp2p.security.SecureConn;
import network.cairn.libp2p.security.Security;
import network.cairn.libp2p.transport.RawConn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Secures connections by TLS 1.3 (libp2p specs, tls). Thread-safe.
///
/// The certificate lives as long as this object; nothing is resumed. ALPN carries the muxers, best
/// first, then `libp2p`, which leaves the muxer to multistream-select, as does a peer that knows no
/// ALPN. A certificate without its issuer's name is read, as js-libp2p's. Bounds: a handshake 64
/// KiB, a certificate 8 KiB, 32 records without data a minute.
public final class Tls implements Security {
  /// The id for multistream-select.
  public static final String PROTOCOL = "/tls/1.0.0";

  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
  private static final String LATE_MUXER = "libp2p";
  private static final String[] VERSIONS = {"TLSv1.3"};

  /// Above the seven days that TLS allows a ticket, so that the JDK issues and keeps none.
  private static final int NO_TICKETS = 8 * 24 * 60 * 60;

  private final List<String> protocols;
  private final String[] ciphers = Ciphers.ofThisMachine().toArray(String[]::new);
  private final OwnCertificate own;
  private final SecureRandom random;
  private final Scheduler scheduler;

  /// @param muxers the muxers offered within the handshake, best first
  public Tls(PrivateKey identity, List<String> muxers, SecureRandom random, Scheduler scheduler) {
    this.protocols = Stream.concat(muxers.stream(), Stream.of(LATE_MUXER)).toList();
    this.own = OwnCertificate.make(identity, random);
    this.random = random;
    this.scheduler = scheduler;
  }

  @Override
  public String protocol() {
    return PROTOCOL;
  }

  @Override
  public SecureConn secure(RawConn raw, boolean dialer, Optional<PeerId> expected, Duration timeout)
      throws IOException {
    try (Watchdog watchdog = Watchdog.arm(scheduler, timeout, raw::close)) {
      try {
        return shake(raw, dialer, expected);
      } catch (IOException e) {
        raw.close();
        LOG.debug("tls handshake with {} failed: {}", raw.remoteAddress(), e.getMessage());
        throw watchdog.fired()
            ? new IOException("tls handshake with " + raw.remoteAddress() + " took over " + timeout)
            : e;
      }
    }
  }

  private SecureConn shake(RawConn raw, boolean dialer, Optional<PeerId> expected)
      throws IOException {
    PeerTrust trust = new PeerTrust(expected, scheduler.epochMillis());
    Choice choice = new Choice(protocols);
    SSLEngine engine = engine(trust, choice, dialer);
    Records records = new Records(raw, engine);
    try {
      UnnamedIssuers.within(records::handshake);
    } catch (SSLException e) {
      throw refused(e);
    }
    if (choice.nothingInCommon) {
      throw new HandshakeFailed(
          Reason.MALFORMED, "tls: the dialler offers none of the protocols " + protocols);
    }
    PeerId remote =
        trust
            .proved()
            .orElseThrow(
                () -> new HandshakeFailed(Reason.NOT_AUTHENTIC, "the peer showed no certificate"));
    return new TlsConn(raw, records, remote, muxer(engine), scheduler);
  }

  /// Takes the first of the dialler's protocols that is ours. A refusal within the JDK's handshake
  /// would leave both ends waiting, so it is kept until the end.
  private static final class Choice implements BiFunction<SSLEngine, List<String>, String> {
    private final List<String> ours;
    private boolean nothingInCommon;

    Choice(List<String> ours) {
      this.ours = ours;
    }

    @Override
    public String apply(SSLEngine engine, List<String> offered) {
      Optional<String> known = offered.stream().filter(ours::contains).findFirst();
      nothingInCommon = known.isEmpty();
      return known.orElse("");
    }
  }

  /// A context for each handshake, as its trust is of this handshake alone.
  private SSLEngine engine(PeerTrust trust, Choice choice, boolean dialer) {
    SSLContext context;
    try {
      context = SSLContext.getInstance("TLSv1.3");
      context.init(new KeyManager[] {own}, new TrustManager[] {trust}, random);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS 1.3", e);
    }
    context.getServerSessionContext().setSessionTimeout(NO_TICKETS);
    context.getClientSessionContext().setSessionTimeout(NO_TICKETS);
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(dialer);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(VERSIONS);
    parameters.setCipherSuites(ciphers);
    parameters.setUseCipherSuitesOrder(true);
    parameters.setNeedClientAuth(true);
    parameters.setApplicationProtocols(protocols.toArray(String[]::new));
    engine.setSSLParameters(parameters);
    if (!dialer) {
      engine.setHandshakeApplicationProtocolSelector(choice);
    }
    return engine;
  }

  private static Optional<String> muxer(SSLEngine engine) {
    return Optional.ofNullable(engine.getApplicationProtocol())
        .filter(agreed -> !agreed.isEmpty() && !agreed.equals(LATE_MUXER));
  }

  /// What the trust said, if it refused; what the JDK or the peer's alert said otherwise.
  private static HandshakeFailed refused(SSLException e) {
    Reason reason = Reason.MALFORMED;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof HandshakeFailed known) {
        return known;
      }
      if (cause instanceof CertificateException) {
        reason = Reason.UNREADABLE;
      }
    }
    return new HandshakeFailed(reason, "tls: " + e.getMessage(), e);
  }
}
