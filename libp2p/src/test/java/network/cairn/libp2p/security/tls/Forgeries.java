package network.cairn.libp2p.security.tls;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import network.cairn.base.time.RealScheduler;
import network.cairn.libp2p.peer.PrivateKey;

/// What a host of a forger shows; it judges others as honest hosts do.
public enum Forgeries {
  EXPIRED("expired at") {
    @Override
    HostCertificate make(PrivateKey identity) throws Exception {
      MintedCertificate minted = MintedCertificate.of(identity);
      minted.until = Instant.now().minus(Duration.ofHours(1));
      return shown(minted, minted.certificate());
    }
  },
  OF_THE_FUTURE("valid only from") {
    @Override
    HostCertificate make(PrivateKey identity) throws Exception {
      MintedCertificate minted = MintedCertificate.of(identity);
      minted.from = Instant.now().plus(Duration.ofHours(1));
      return shown(minted, minted.certificate());
    }
  },
  TWO("2 certificates") {
    @Override
    HostCertificate make(PrivateKey identity) throws Exception {
      MintedCertificate minted = MintedCertificate.of(identity);
      X509Certificate certificate = minted.certificate();
      return shown(minted, certificate, certificate);
    }
  },
  SIGNED_BY_ANOTHER_KEY("not signed by its own key") {
    @Override
    HostCertificate make(PrivateKey identity) throws Exception {
      MintedCertificate minted = MintedCertificate.of(identity);
      minted.signer = MintedCertificate.pair();
      return shown(minted, minted.certificate());
    }
  },
  BOUND_TO_ANOTHER_KEY("does not hold") {
    @Override
    HostCertificate make(PrivateKey identity) throws Exception {
      MintedCertificate minted = new MintedCertificate();
      byte[] other = MintedCertificate.pair().getPublic().getEncoded();
      minted.with(Binding.OID, false, Binding.encode(identity, other));
      return shown(minted, minted.certificate());
    }
  },
  WITHOUT_BINDING("lacks the libp2p extension") {
    @Override
    HostCertificate make(PrivateKey identity) throws Exception {
      MintedCertificate minted = new MintedCertificate();
      return shown(minted, minted.certificate());
    }
  },
  UNKNOWN_CRITICAL_EXTENSION("critical extension") {
    @Override
    HostCertificate make(PrivateKey identity) throws Exception {
      MintedCertificate minted = MintedCertificate.of(identity);
      minted.with("1.2.3.4.5", true, new byte[] {5, 0});
      return shown(minted, minted.certificate());
    }
  };

  /// What the refusal says.
  public final String why;

  Forgeries(String why) {
    this.why = why;
  }

  abstract HostCertificate make(PrivateKey identity) throws Exception;

  /// The certificate that such a host shows.
  public HostCertificate of(PrivateKey identity) {
    try {
      return make(identity);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static HostCertificate shown(MintedCertificate minted, X509Certificate... chain) {
    return new HostCertificate(MintedCertificate.shown(minted.pair, chain), new RealScheduler());
  }
}
