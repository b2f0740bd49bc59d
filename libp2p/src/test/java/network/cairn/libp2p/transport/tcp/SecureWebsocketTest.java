package network.cairn.libp2p.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.transport.Listener;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.libp2p.transport.TransportConn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecureWebsocketTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  private static Path file(String name) {
    URL found = Objects.requireNonNull(SecureWebsocketTest.class.getResource(name), name);
    try {
      return Path.of(found.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /// Believes the certificate of these tests alone, and listens with it.
  private static WebTls own() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(file("certificate.pem"))) {
      store.setCertificateEntry(
          "known", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return new WebTls(context, Optional.empty()).with(file("certificate.pem"), file("key.pem"));
  }

  private static Host host(WebTls tls) {
    return HostBuilder.of(PrivateKey.generate(KeyType.ED25519, new SecureRandom()))
        .transport(new TcpTransport(true, new SecureRandom(), tls))
        .build();
  }

  @Test
  void onePortTakesAllKinds() throws Exception {
    try (Host far = host(own())) {
      far.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
      Multiaddr plain = far.listenAddresses().getFirst();
      far.listen(Multiaddr.parse(plain + "/ws"));
      far.listen(Multiaddr.parse(plain + "/tls/ws"));
      assertThat(far.listenAddresses())
          .extracting(a -> a.toString().substring(plain.toString().length()))
          .containsExactly("", "/ws", "/tls/ws");
      for (String over : new String[] {"", "/ws", "/wss", "/tls/ws", "/tls/sni/localhost/ws"}) {
        try (Host near = host(own())) {
          near.connect(Multiaddr.parse(plain + over).withPeer(far.id()), LONG);
          assertThat(near.ping(far.id(), LONG)).as(over).isPositive();
          assertThat(far.ping(near.id(), LONG)).as(over).isPositive();
          String told = over.isEmpty() || over.equals("/ws") ? over : "/tls/ws";
          assertThat(near.connections().getFirst().remoteAddress().toString())
              .isEqualTo(plain + told);
          assertThat(far.connections())
              .filteredOn(c -> c.peer().equals(near.id()))
              .allMatch(
                  c -> c.remoteAddress().toString().endsWith("/tls/ws") == told.equals("/tls/ws"))
              .isNotEmpty();
        }
      }
    }
  }

  @Test
  void aPortOfSecureOnesTakesNoOthers() throws Exception {
    try (Host far = host(own());
        Host near = host(own())) {
      far.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0/tls/ws"));
      String port = far.listenAddresses().getFirst().toString().replace("/tls/ws", "");
      for (String over : new String[] {"", "/ws"}) {
        Multiaddr address = Multiaddr.parse(port + over).withPeer(far.id());
        assertThatThrownBy(() -> near.connect(address, LONG)).isInstanceOf(IOException.class);
      }
      near.connect(Multiaddr.parse(port + "/wss").withPeer(far.id()), LONG);
      assertThat(near.ping(far.id(), LONG)).isPositive();
    }
  }

  @Test
  void aPortWithoutThemRefusesTls() throws Exception {
    try (Host far = host(own());
        Host near = host(own())) {
      far.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0/ws"));
      String port = far.listenAddresses().getFirst().toString().replace("/ws", "");
      Multiaddr address = Multiaddr.parse(port + "/wss").withPeer(far.id());
      assertThatThrownBy(() -> near.connect(address, LONG)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anotherNameAndAnUnknownIssuerAreRefused() throws Exception {
    try (Host far = host(own());
        Host near = host(own());
        Host unbelieving = host(WebTls.standard())) {
      far.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0/tls/ws"));
      String port = far.listenAddresses().getFirst().toString().replace("/tls/ws", "");
      Multiaddr named = Multiaddr.parse(port + "/tls/sni/elsewhere.example/ws").withPeer(far.id());
      assertThatThrownBy(() -> near.connect(named, LONG)).hasMessageContaining("elsewhere.example");
      Multiaddr right = Multiaddr.parse(port + "/wss").withPeer(far.id());
      assertThatThrownBy(() -> unbelieving.connect(right, LONG)).hasMessageContaining("certif");
    }
  }

  /// By which the deadline of an upgrade is kept.
  @Test
  void closingEndsAHandshakeThatDoesNotGoOn() throws Exception {
    TcpTransport tcp = new TcpTransport(true, new SecureRandom(), own());
    try (Listener listener = tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0/tls/ws"));
        SocketChannel silent = SocketChannel.open(port(listener));
        ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor()) {
      TransportConn conn = listener.accept();
      silent.write(ByteBuffer.wrap(new byte[] {0x16, 3, 1}));
      CountDownLatch begun = new CountDownLatch(1);
      Future<Integer> read =
          reader.submit(() -> {
            begun.countDown();
            return ((RawConn) conn).read(new byte[1], 0, 1);
          });
      begun.await();
      conn.close();
      assertThatThrownBy(read::get).hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void whatOnlyBeginsAsTlsIsRefused() throws Exception {
    TcpTransport tcp = new TcpTransport(true, new SecureRandom(), own());
    try (Listener listener = tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0/tls/ws"));
        SocketChannel hostile = SocketChannel.open(port(listener));
        TransportConn conn = listener.accept()) {
      byte[] noise = new byte[20_000];
      new Random(5).nextBytes(noise);
      noise[0] = 0x16;
      noise[1] = 3;
      hostile.write(ByteBuffer.wrap(noise));
      assertThatThrownBy(() -> ((RawConn) conn).read(new byte[1], 0, 1))
          .isInstanceOf(IOException.class);
    }
  }

  private static InetSocketAddress port(Listener listener) {
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(), listener.address().port().orElseThrow());
  }

  @Test
  void withoutACertificateNoneIsListenedOn() {
    TcpTransport tcp = new TcpTransport();
    assertThatThrownBy(() -> tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0/tls/ws")))
        .hasMessageContaining("no certificate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ip4/127.0.0.1/tcp/1/tls",
        "/ip4/127.0.0.1/tcp/1/sni/a/ws",
        "/ip4/127.0.0.1/tcp/1/tls/sni/a",
        "/ip4/127.0.0.1/tcp/1/tls/sni/a/sni/b/ws",
        "/ip4/127.0.0.1/tcp/1/ws/tls",
        "/ip4/127.0.0.1/tcp/1/tls/ws/ws",
        "/ip4/127.0.0.1/udp/1/tls/ws"
      })
  void othersAreNoAddressesOfThis(String address) {
    assertThat(new TcpTransport().canDial(Multiaddr.parse(address))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "certificate.pem, other-key.pem, is not that of the first certificate",
    "certificate.pem, old-form-key.pem, openssl pkcs8 -topk8",
    "key.pem, key.pem, holds no",
    "expired.pem, key.pem, holds no usable certificate",
    "certificate.pem, certificate.pem, holds no '-----BEGIN PRIVATE KEY-----'"
  })
  void filesThatDoNotFitAreToldBy(String certificate, String key, String what) {
    assertThatThrownBy(() -> WebTls.standard().with(file(certificate), file(key)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(what);
  }

  @Test
  void aMissingFileIsNamed() {
    Path nowhere = Path.of("no-such-file.pem");
    assertThatThrownBy(() -> WebTls.standard().with(nowhere, file("key.pem")))
        .hasMessageContaining("there is no file no-such-file.pem");
  }
}
