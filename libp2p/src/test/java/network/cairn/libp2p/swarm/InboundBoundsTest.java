package network.cairn.libp2p.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class InboundBoundsTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private static InetAddress ip(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }

  private static boolean comesAndGoes(InboundBounds bounds, InetAddress ip, long now) {
    boolean admitted = bounds.admit(ip, now).isEmpty();
    if (admitted) {
      bounds.release(ip);
    }
    return admitted;
  }

  @Test
  void anAddressHasSixteenNewConnectionsAtATimeAndOneMoreEveryFiveSeconds() throws Exception {
    InboundBounds bounds = new InboundBounds(8);
    InetAddress one = ip("192.0.2.1");
    for (int i = 0; i < 16; i++) {
      assertThat(comesAndGoes(bounds, one, -3)).isTrue();
    }
    assertThat(bounds.admit(one, -3)).contains("rate");
    assertThat(bounds.admit(one, 4 * SECOND)).contains("rate");
    assertThat(bounds.admit(ip("192.0.2.2"), 4 * SECOND)).isEmpty();
    assertThat(comesAndGoes(bounds, one, 6 * SECOND)).isTrue();
    assertThat(bounds.admit(one, 6 * SECOND)).contains("rate");
    assertThat(comesAndGoes(bounds, one, 600 * SECOND)).isTrue();
  }

  @Test
  void eightAtOnceAndAReleasedPlaceIsFree() throws Exception {
    InboundBounds bounds = new InboundBounds(8);
    InetAddress one = ip("192.0.2.1");
    for (int i = 0; i < 8; i++) {
      assertThat(bounds.admit(one, 0)).isEmpty();
    }
    assertThat(bounds.admit(one, 0)).contains("ip");
    bounds.release(one);
    assertThat(bounds.admit(one, 0)).isEmpty();
  }

  @Test
  void addressesOfOneIpv6SubnetCountAsOne() throws Exception {
    InboundBounds bounds = new InboundBounds(8);
    for (int i = 0; i < 8; i++) {
      assertThat(bounds.admit(ip("2001:db8:1:200::" + i), 0)).isEmpty();
    }
    assertThat(bounds.admit(ip("2001:db8:1:2ff::9"), 0)).contains("ip");
    assertThat(bounds.admit(ip("2001:db8:1:300::9"), 0)).isEmpty();
  }

  @Test
  void aSiteHasSixtyFourAtOnceOverAllItsSubnets() throws Exception {
    InboundBounds bounds = new InboundBounds(8);
    for (int i = 0; i < 64; i++) {
      assertThat(bounds.admit(ip("2001:db8:1:%x00::1".formatted(i)), 0)).isEmpty();
    }
    assertThat(bounds.admit(ip("2001:db8:1:ff00::1"), 0)).contains("ip");
    assertThat(bounds.admit(ip("2001:db8:2::1"), 0)).isEmpty();
  }

  @Test
  void aSiteHasEightyNewConnectionsAtATime() throws Exception {
    InboundBounds bounds = new InboundBounds(8);
    for (int i = 0; i < 80; i++) {
      assertThat(comesAndGoes(bounds, ip("2001:db8:1:%x00::1".formatted(i)), 0)).isTrue();
    }
    assertThat(bounds.admit(ip("2001:db8:1:ff00::1"), 0)).contains("rate");
    assertThat(bounds.admit(ip("2001:db8:1:ff00::1"), 3 * SECOND)).isEmpty();
  }

  @Test
  void loopbackIsFree() throws Exception {
    InboundBounds bounds = new InboundBounds(1);
    for (int i = 0; i < 100; i++) {
      assertThat(bounds.admit(ip("127.0.0.1"), 0)).isEmpty();
      assertThat(bounds.admit(ip("::1"), 0)).isEmpty();
    }
    assertThat(bounds.counted()).isZero();
  }

  @Test
  void aHundredThousandAddressesLeaveBoundedTables() throws Exception {
    InboundBounds bounds = new InboundBounds(8);
    TokenBuckets buckets = new TokenBuckets(0.2, 16);
    for (int i = 0; i < 100_000; i++) {
      InetAddress each =
          InetAddress.getByAddress(new byte[] {1, (byte) (i >> 16), (byte) (i >> 8), (byte) i});
      assertThat(comesAndGoes(bounds, each, i)).isTrue();
      assertThat(buckets.take(TokenBuckets.network(each, 4, 7), i)).isTrue();
    }
    assertThat(bounds.counted()).isZero();
    assertThat(buckets.remembered()).isEqualTo(4096);
  }
}
