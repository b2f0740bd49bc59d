package network.cairn.libp2p.security.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.HandshakeFailed.Reason;
import network.cairn.libp2p.security.Loopback;
import network.cairn.libp2p.security.SecureConn;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An attacker with certificates and a TLS engine of his own.
@Timeout(300)
class HostileTlsTest {
  private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final PrivateKey OURS = PrivateKey.generate(KeyType.ED25519, new Random(1));
  private static final PrivateKey THEIRS = PrivateKey.generate(KeyType.ED25519, new Random(2));
  private static final String[] OUR_PROTOCOLS = {"/yamux/1.0.0", "libp2p"};

  private final MintedCertificate minted = MintedCertificate.of(THEIRS);

  private static Tls tls() {
    return new Tls(OURS, List.of("/yamux/1.0.0"), new SecureRandom(), new RealScheduler());
  }

  private static Records attacker(
      RawConn raw, boolean dials, String[] protocols, KeyPair key, X509Certificate... chain)
      throws Exception {
    return new Records(raw, engine(dials, protocols, key, chain));
  }

  /// The attacker's engine, which trusts anybody.
  private static SSLEngine engine(
      boolean dials, String[] protocols, KeyPair key, X509Certificate... chain) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new KeyManager[] {MintedCertificate.shown(key, chain)},
        new TrustManager[] {new PeerTrust(Optional.empty(), Instant.now().toEpochMilli())},
        null);
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(dials);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    parameters.setNeedClientAuth(!dials);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /// What our end says of an attacker who shows these certificates, dialling us and dialled by us.
  private static void refused(Reason reason, String why, KeyPair key, X509Certificate... chain)
      throws Exception {
    for (boolean dials : new boolean[] {true, false}) {
      try (Loopback loopback = new Loopback()) {
        RawConn theirs = dials ? loopback.dialed : loopback.accepted;
        RawConn ours = dials ? loopback.accepted : loopback.dialed;
        var _ =
            loopback.start(() -> {
              attacker(theirs, dials, OUR_PROTOCOLS, key, chain).handshake();
              return true;
            });
        Future<SecureConn> victim =
            loopback.start(() -> tls().secure(ours, !dials, Optional.empty(), LONG));
        refused(victim, reason, why);
        closed(theirs);
      }
    }
  }

  private static void refused(Future<SecureConn> victim, Reason reason, String why) {
    assertThatThrownBy(() -> Loopback.result(victim))
        .isInstanceOfSatisfying(
            HandshakeFailed.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(why)
        .message()
        .hasSizeLessThan(300);
  }

  /// The other side hung up.
  private static void closed(RawConn conn) {
    byte[] rest = new byte[65_536];
    try {
      int n = 0;
      while (n >= 0) {
        n = conn.read(rest, 0, rest.length);
      }
    } catch (IOException reset) {
      assertThat(reset).hasMessageMatching("(?s).+");
    }
  }

  private void refused(Reason reason, String why) throws Exception {
    refused(reason, why, minted.pair, minted.certificate());
  }

  @Test
  void theHonestWayIsAccepted() throws Exception {
    try (Loopback loopback = new Loopback()) {
      Future<SecureConn> victim =
          loopback.start(() -> tls().secure(loopback.accepted, false, Optional.empty(), LONG));
      attacker(loopback.dialed, true, OUR_PROTOCOLS, minted.pair, minted.certificate()).handshake();
      assertThat(Loopback.result(victim).remotePeer()).isEqualTo(PeerId.of(THEIRS.publicKey()));
    }
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    minted.until = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);
    refused(
        Reason.NOT_AUTHENTIC, "expired at " + minted.until + ", or this machine's clock is wrong");
  }

  @Test
  void aCertificateOfTheFutureIsRefused() throws Exception {
    minted.from = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3600);
    refused(
        Reason.NOT_AUTHENTIC,
        "valid only from " + minted.from + ", or this machine's clock is wrong");
  }

  @Test
  void aCertificateThatAnotherKeySignedIsRefused() throws Exception {
    minted.signer = MintedCertificate.pair();
    refused(Reason.NOT_AUTHENTIC, "not signed by its own key");
  }

  @Test
  void anExtensionMadeForAnotherKeyIsRefused() throws Exception {
    minted.extensions.clear();
    minted.with(
        Binding.OID,
        false,
        Binding.encode(THEIRS, MintedCertificate.pair().getPublic().getEncoded()));
    refused(Reason.NOT_AUTHENTIC, "signature over the certificate's key does not hold");
  }

  @Test
  void aCertificateWithoutTheExtensionIsRefused() throws Exception {
    minted.extensions.clear();
    refused(Reason.MALFORMED, "lacks the libp2p extension");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "3000", "30020400", "300404000400ff", "0500"})
  void anExtensionOfAnotherFormIsRefused(String hex) throws Exception {
    minted.extensions.clear();
    minted.with(Binding.OID, false, java.util.HexFormat.of().parseHex(hex));
    refused(Reason.MALFORMED, "");
  }

  @Test
  void anUnknownCriticalExtensionIsRefusedAndOursMayBeCritical() throws Exception {
    minted.with("1.2.3.4", true, new byte[] {5, 0});
    refused(Reason.MALFORMED, "critical extension that is not known: 1.2.3.4");
    MintedCertificate other = new MintedCertificate();
    other.with(Binding.OID, true, Binding.encode(THEIRS, other.pair.getPublic().getEncoded()));
    other.with("1.2.3.4", false, new byte[] {5, 0});
    assertThat(PeerCertificate.decode(other.der(), Instant.now().toEpochMilli()))
        .isEqualTo(THEIRS.publicKey());
  }

  @Test
  void aCertificateLargerThanItsBoundIsRefused() throws Exception {
    minted.with("1.2.3.4", false, new byte[PeerCertificate.MAX_BYTES]);
    refused(Reason.MALFORMED, "at most 8192 are read");
    byte[] der = minted.der();
    assertThatThrownBy(() -> PeerCertificate.decode(der, 0)).isInstanceOf(HandshakeFailed.class);
  }

  @Test
  void aCertificateLargerThanAHandshakeMayBeIsRefused() throws Exception {
    minted.with("1.2.3.4", false, new byte[60_000]);
    refused(Reason.MALFORMED, "tls: ");
  }

  @Test
  void anExtensionOfNoBytesIsRefused() throws Exception {
    minted.extensions.clear();
    minted.with(Binding.OID, false, new byte[0]);
    refused(Reason.MALFORMED, "not two octet strings");
  }

  @Test
  void aCertificateThatTheJdkCannotReadIsRefusedAsUnreadable() throws Exception {
    minted.with(SUBJECT_ALTERNATIVE_NAME, true, new byte[] {1});
    refused(Reason.UNREADABLE, "tls: ", minted.pair, minted.lenient());
  }

  /// As js-libp2p's, which the JDK does not read.
  @Test
  void aCertificateWhoseIssuerHasNoNameIsTakenWhoeverDials() throws Exception {
    minted.issuer = X500Name.getInstance(new DERSequence());
    assertThatThrownBy(minted::certificate).isInstanceOf(CertificateException.class);
    for (boolean dials : new boolean[] {true, false}) {
      try (Loopback loopback = new Loopback()) {
        RawConn theirs = dials ? loopback.dialed : loopback.accepted;
        RawConn ours = dials ? loopback.accepted : loopback.dialed;
        var _ =
            loopback.start(() -> {
              attacker(theirs, dials, OUR_PROTOCOLS, minted.pair, minted.lenient()).handshake();
              return true;
            });
        Future<SecureConn> taken =
            loopback.start(() -> tls().secure(ours, !dials, Optional.empty(), LONG));
        assertThat(Loopback.result(taken).remotePeer()).isEqualTo(PeerId.of(THEIRS.publicKey()));
      }
    }
    assertThatThrownBy(minted::certificate)
        .as("outside of a handshake")
        .isInstanceOf(CertificateException.class);
  }

  /// To read and to test this key would take seconds, for somebody who has proved nothing.
  @Test
  void aCertificateWhoseIssuerHasNoNameIsUnreadableWithAKeyThatIsDear() throws Exception {
    minted.issuer = X500Name.getInstance(new DERSequence());
    assertThat(UnnamedIssuers.read(minted.der()).getVersion()).isEqualTo(3);
    Random random = new Random(1);
    BigInteger modulus = BigInteger.ONE;
    while (modulus.bitLength() < 8192) {
      modulus = modulus.multiply(BigInteger.probablePrime(64, random));
    }
    minted.key =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
            new RSAPublicKey(modulus, BigInteger.valueOf(65_537)));
    assertThatThrownBy(() -> UnnamedIssuers.read(minted.der()))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void aCertificateWhoseIssuerHasNoNameIsJudgedAsOthers() throws Exception {
    minted.issuer = X500Name.getInstance(new DERSequence());
    minted.signer = MintedCertificate.pair();
    refused(Reason.NOT_AUTHENTIC, "not signed by its own key", minted.pair, minted.lenient());
  }

  @Test
  void twoCertificatesAreRefused() throws Exception {
    refused(
        Reason.MALFORMED,
        "2 certificates",
        minted.pair,
        minted.certificate(),
        MintedCertificate.of(OURS).certificate());
  }

  @Test
  void aCertificateWhoseKeyIsNotAtHandIsRefused() throws Exception {
    refused(Reason.MALFORMED, "tls: ", MintedCertificate.pair(), minted.certificate());
  }

  @Test
  void aDiallerWithoutCertificateIsRefused() throws Exception {
    try (Loopback loopback = new Loopback()) {
      Future<SecureConn> victim =
          loopback.start(() -> tls().secure(loopback.accepted, false, Optional.empty(), LONG));
      var _ =
          loopback.start(() -> {
            attacker(loopback.dialed, true, OUR_PROTOCOLS, minted.pair).handshake();
            return true;
          });
      refused(victim, Reason.MALFORMED, "tls: ");
      closed(loopback.dialed);
    }
  }

  @Test
  void protocolsWithoutOursAreRefused() throws Exception {
    try (Loopback loopback = new Loopback()) {
      Future<SecureConn> victim =
          loopback.start(() -> tls().secure(loopback.accepted, false, Optional.empty(), LONG));
      var _ =
          loopback.start(() -> {
            attacker(
                    loopback.dialed,
                    true,
                    new String[] {"h2", "http/1.1"},
                    minted.pair,
                    minted.certificate())
                .handshake();
            return true;
          });
      refused(victim, Reason.MALFORMED, "none of the protocols");
      closed(loopback.dialed);
    }
  }

  @Test
  void aPeerThatNamesNoProtocolLeavesTheMuxerOpen() throws Exception {
    try (Loopback loopback = new Loopback()) {
      Future<SecureConn> victim =
          loopback.start(() -> tls().secure(loopback.accepted, false, Optional.empty(), LONG));
      attacker(loopback.dialed, true, new String[0], minted.pair, minted.certificate()).handshake();
      assertThat(Loopback.result(victim).earlyMuxer()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "\u0013/multistream/1.0.0\n"})
  void whatIsNoHandshakeIsRefused(String text) throws Exception {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    try (Loopback loopback = new Loopback()) {
      Future<SecureConn> victim =
          loopback.start(() -> tls().secure(loopback.accepted, false, Optional.empty(), LONG));
      loopback.dialed.write(bytes, 0, bytes.length);
      refused(victim, Reason.MALFORMED, "tls: ");
      closed(loopback.dialed);
    }
  }

  @Test
  void aHandshakeThatDoesNotEndIsRefusedAtItsBound() throws Exception {
    byte[] record = new byte[6];
    byte[] changeCipher = {20, 3, 3, 0, 1, 1};
    System.arraycopy(changeCipher, 0, record, 0, record.length);
    try (Loopback loopback = new Loopback()) {
      Future<SecureConn> victim =
          loopback.start(() -> tls().secure(loopback.accepted, false, Optional.empty(), LONG));
      var _ =
          loopback.start(() -> {
            for (int i = 0; i < Records.MAX_HANDSHAKE; i++) {
              loopback.dialed.write(record, 0, record.length);
            }
            return true;
          });
      refused(victim, Reason.MALFORMED, "tls: ");
      closed(loopback.dialed);
    }
  }

  @Test
  void newKeysAreTakenButAFloodOfThemKills() throws Exception {
    try (Loopback loopback = new Loopback()) {
      Future<SecureConn> victim =
          loopback.start(() -> tls().secure(loopback.accepted, false, Optional.empty(), LONG));
      SSLEngine engine = engine(true, OUR_PROTOCOLS, minted.pair, minted.certificate());
      Records records = new Records(loopback.dialed, engine);
      records.handshake();
      SecureConn conn = Loopback.result(victim);
      for (int i = 0; i < TlsConn.MAX_IDLE; i++) {
        newKeys(engine, records);
      }
      records.send(new byte[] {42}, 0, 1);
      byte[] read = new byte[10];
      assertThat(conn.read(read, 0, 10)).isEqualTo(1);
      newKeys(engine, records);
      assertThatThrownBy(() -> conn.read(read, 0, 10))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("records without data");
      closed(loopback.dialed);
    }
  }

  private static void newKeys(SSLEngine engine, Records records) throws IOException {
    engine.beginHandshake();
    records.send(new byte[0], 0, 0);
  }

  @Test
  void aTricklingHandshakeEndsAtItsDeadline() {
    SimScheduler sim = new SimScheduler(1);
    sim.run(() -> {
      SimNetwork network = new SimNetwork(sim, 2);
      var side = network.machine("victim");
      var listener = side.listen(SimNetwork.address(side));
      Tls tls = new Tls(OURS, List.of("/yamux/1.0.0"), new SecureRandom(), sim);
      long began = sim.nanoTime();
      var attacker =
          sim.start(
              "attacker",
              () -> {
                try (var raw =
                    (RawConn) network.machine("attacker").dial(SimNetwork.address(side), LONG)) {
                  raw.write(new byte[] {22, 3, 1, 64, 0}, 0, 5);
                  while (true) {
                    sim.sleep(Duration.ofSeconds(1));
                    raw.write(new byte[1], 0, 1);
                  }
                } catch (IOException | InterruptedException ended) {
                  assertThat(ended).isInstanceOf(IOException.class);
                }
              });
      RawConn raw = (RawConn) listener.accept();
      assertThatThrownBy(() -> tls.secure(raw, false, Optional.empty(), Duration.ofSeconds(15)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("took over");
      assertThat(Duration.ofNanos(sim.nanoTime() - began)).isLessThan(Duration.ofSeconds(17));
      attacker.join();
      listener.close();
    });
  }
}
