package network.cairn.libp2p.identify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.proto.libp2p.Identify;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class MessagesTest {
  /// A stream that only reads, from bytes.
  record Bytes(InputStream from, Multiaddr remoteAddress) implements Stream {
    Bytes(InputStream from) {
      this(from, Multiaddr.parse("/ip4/127.0.0.1/tcp/1"));
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return from.read(buffer, offset, length);
    }

    @Override
    public String protocol() {
      return network.cairn.libp2p.identify.Identify.PROTOCOL;
    }

    @Override
    public PeerId remotePeer() {
      return PeerId.of(PrivateKey.generate(KeyType.ED25519, new java.util.Random(1)).publicKey());
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {}

    @Override
    public void closeWrite() {}

    @Override
    public void reset(long code) {}

    @Override
    public void deadline(Duration fromNow) {}

    @Override
    public void close() {}

    @Override
    public InputStream input() {
      return from;
    }

    @Override
    public OutputStream output() {
      return OutputStream.nullOutputStream();
    }
  }

  private static Identify read(byte[] bytes) throws IOException {
    return Messages.read(new Bytes(new ByteArrayInputStream(bytes)));
  }

  private static byte[] repeated(Identify message, int times) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      out.writeBytes(Messages.encode(message));
    }
    return out.toByteArray();
  }

  private static Identify withAgent(int length) {
    return Identify.newBuilder().setAgentVersion("a".repeat(length)).build();
  }

  @Test
  void longMessagesCarryTheRecordApartAndAreMerged() throws IOException {
    Identify message =
        Identify.newBuilder()
            .addAllProtocols(Collections.nCopies(150, "/a/protocol/1.0"))
            .setAgentVersion("x")
            .setSignedPeerRecord(ByteString.copyFrom(new byte[500]))
            .build();
    byte[] framed = Messages.encode(message);
    assertThat(framed.length).isGreaterThan(message.getSerializedSize() + 2);
    assertThat(read(framed)).isEqualTo(message);
  }

  @Test
  void anySplitIsMergedToTheWhole() {
    Property.check(
        200,
        random -> {
          Identify.Builder whole = Identify.newBuilder();
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          int parts = 1 + random.nextInt(10);
          for (int i = 0; i < parts; i++) {
            Identify part =
                Identify.newBuilder()
                    .addProtocols("/p/" + random.nextInt())
                    .setAgentVersion("v" + random.nextInt(9))
                    .build();
            whole.mergeFrom(part);
            out.writeBytes(Messages.encode(part));
          }
          try {
            assertThat(read(out.toByteArray())).isEqualTo(whole.build());
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void elevenMessagesAreTooMany() throws IOException {
    assertThat(read(repeated(withAgent(3), 10)).getAgentVersion()).isEqualTo("aaa");
    assertThatThrownBy(() -> read(repeated(withAgent(3), 11))).hasMessageContaining("10");
  }

  @Test
  void eightKibibytesAreTheMost() throws IOException {
    assertThat(read(Messages.encode(withAgent(8 * 1024 - 3))).getAgentVersion()).hasSize(8189);
    assertThatThrownBy(() -> read(Messages.encode(withAgent(8 * 1024 - 2))))
        .hasMessageContaining("8193");
    byte[] endless = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1};
    assertThatThrownBy(() -> read(endless)).isInstanceOf(IOException.class);
  }

  @Test
  void nothingAtAllOrACutMessageIsAnError() {
    assertThatThrownBy(() -> read(new byte[0])).hasMessageContaining("without");
    assertThatThrownBy(() -> read(new byte[] {5, 1})).hasMessageContaining("cut");
    assertThatThrownBy(() -> read(new byte[] {(byte) 0x80})).hasMessageContaining("cut");
  }

  @Test
  void pushesAreLimitedPerNetwork() throws IOException {
    RateLimiter limiter = new RateLimiter();
    InetAddress one = InetAddress.getByAddress(new byte[] {1, 2, 3, 4});
    InetAddress neighbour = InetAddress.getByAddress(new byte[] {1, 2, 3, 99});
    InetAddress other = InetAddress.getByAddress(new byte[] {1, 2, 4, 4});
    long now = 1_000_000_000L;
    for (int i = 0; i < 10; i++) {
      assertThat(limiter.allow(i % 2 == 0 ? one : neighbour, now)).isTrue();
    }
    assertThat(limiter.allow(one, now)).isFalse();
    assertThat(limiter.allow(other, now)).isTrue();
    assertThat(limiter.allow(one, now + 5_100_000_000L)).isTrue();
    assertThat(limiter.allow(one, now + 5_100_000_000L)).isFalse();
  }

  private static ObservedAddresses observed(String... listening) {
    List<Multiaddr> own = Arrays.stream(listening).map(Multiaddr::parse).toList();
    return new ObservedAddresses(() -> own);
  }

  /// What four observers make of an address.
  private static List<Multiaddr> active(ObservedAddresses observed, String address) {
    for (int i = 1; i <= 4; i++) {
      observed.observe(Multiaddr.parse(address), Multiaddr.parse("/ip4/9.9.9." + i + "/tcp/1"));
    }
    return observed.active();
  }

  /// A plain port that WebSockets are dialled from takes none of them.
  @Test
  void observedAddressesOfWhatIsNotListenedForAreIgnored() {
    ObservedAddresses plain = observed("/ip4/0.0.0.0/tcp/4001", "/ip6/::/udp/4001/quic-v1");
    for (String other : new String[] {"/tcp/4001/ws", "/tcp/4001/tls/ws", "/udp/4001"}) {
      assertThat(active(plain, "/ip4/8.8.4.4" + other)).as(other).isEmpty();
    }
    assertThat(active(plain, "/ip6/2600::1/tcp/4001")).isEmpty();
    assertThat(active(plain, "/ip6/2600::1/udp/4001/quic-v1")).hasSize(1);
    assertThat(active(plain, "/ip4/8.8.4.4/udp/4001/quic-v1")).as("by ::").hasSize(2);
    assertThat(active(plain, "/ip4/8.8.4.4/tcp/31000")).as("a port of a router").hasSize(3);
    assertThat(active(observed("/ip4/10.0.0.1/tcp/1/ws"), "/ip4/8.8.4.4/tcp/4001/ws")).hasSize(1);
    assertThat(active(observed(), "/ip4/8.8.4.4/tcp/4001")).isEmpty();
  }

  @Test
  void observedAddressCountsOnceFourObserversSawIt() {
    ObservedAddresses observed = observed("/ip4/0.0.0.0/tcp/4001");
    Multiaddr seen = Multiaddr.parse("/ip4/8.8.4.4/tcp/4001");
    for (int i = 1; i <= 3; i++) {
      assertThat(observed.observe(seen, Multiaddr.parse("/ip4/9.9.9." + i + "/tcp/1"))).isFalse();
    }
    assertThat(observed.observe(seen, Multiaddr.parse("/ip4/9.9.9.3/tcp/2"))).isFalse();
    assertThat(observed.active()).isEmpty();
    assertThat(observed.observe(seen, Multiaddr.parse("/ip4/9.9.9.4/tcp/1"))).isTrue();
    assertThat(observed.active()).containsExactly(seen);
  }

  @Test
  void observedAddressesThatNobodyCanReachAreIgnored() {
    ObservedAddresses observed = observed("/ip4/0.0.0.0/tcp/4001");
    for (String text :
        new String[] {
          "/ip4/127.0.0.1/tcp/1",
          "/ip4/10.1.2.3/tcp/1",
          "/ip4/0.0.0.0/tcp/1",
          "/ip4/224.0.0.1/tcp/1",
          "/dns4/example.org/tcp/1",
          "/ip4/8.8.4.4/tcp/1/p2p/QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N",
          "/ip4/8.8.4.4/tcp/1/p2p/QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N/p2p-circuit"
        }) {
      for (int i = 1; i <= 5; i++) {
        observed.observe(Multiaddr.parse(text), Multiaddr.parse("/ip4/9.9.9." + i + "/tcp/1"));
      }
    }
    assertThat(observed.active()).isEmpty();
  }
}
