package network.cairn.libp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import network.cairn.base.time.SimScheduler;
import org.junit.jupiter.api.Test;

class RetryTokensTest {
  private static final int ID_AT = 40;

  private static InetSocketAddress address(int host, int port) throws Exception {
    return new InetSocketAddress(
        InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) host}), port);
  }

  private static ByteBuf id() {
    return Unpooled.wrappedBuffer(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
  }

  @Test
  void aTokenHoldsForItsAddressAndItsTimeAlone() throws Exception {
    SimScheduler clock = new SimScheduler(1);
    clock.run(() -> {
      Unproved unproved = full();
      RetryTokens tokens = new RetryTokens(unproved, new SecureRandom(), clock);
      ByteBuf token = Unpooled.buffer();
      assertThat(tokens.writeToken(token, id(), address(1, 5))).isTrue();
      assertThat(token.readableBytes()).isLessThanOrEqualTo(tokens.maxTokenLength());
      assertThat(tokens.validateToken(token.duplicate(), address(2, 5))).isEqualTo(-1);
      assertThat(tokens.validateToken(token.duplicate(), address(1, 6))).isEqualTo(-1);
      for (int i = 0; i < token.readableBytes(); i++) {
        ByteBuf forged = token.copy();
        forged.setByte(i, forged.getByte(i) ^ 1);
        assertThat(tokens.validateToken(forged, address(1, 5))).as("byte %d", i).isEqualTo(-1);
        assertThat(tokens.validateToken(token.copy(0, i), address(1, 5))).isEqualTo(-1);
      }
      assertThat(tokens.isValidated()).isFalse();
      assertThat(tokens.validateToken(token.duplicate(), address(1, 5))).isEqualTo(ID_AT);
      assertThat(tokens.isValidated()).isTrue();
      clock.sleep(Duration.ofSeconds(11));
      assertThat(tokens.validateToken(token.duplicate(), address(1, 5))).isEqualTo(-1);
      ByteBuf long1 = Unpooled.buffer().writeZero(tokens.maxTokenLength() + 1);
      assertThat(tokens.validateToken(long1, address(1, 5))).isEqualTo(-1);
    });
  }

  /// As many as begin without a proof of their address, all of which may have been claimed.
  private static Unproved full() throws Exception {
    Unproved unproved = new Unproved(QuicLimits.standard());
    for (int i = 0; i < QuicLimits.standard().unvalidated(); i++) {
      assertThat(unproved.hasRoom()).isTrue();
      unproved.begin(address(1, 1).getAddress(), false);
    }
    assertThat(unproved.hasRoom()).isFalse();
    return unproved;
  }

  @Test
  void whoIsTrustedGetsNoToken() throws Exception {
    SimScheduler clock = new SimScheduler(2);
    clock.run(() -> {
      RetryTokens tokens =
          new RetryTokens(new Unproved(QuicLimits.standard()), new SecureRandom(), clock);
      assertThat(tokens.writeToken(Unpooled.buffer(), id(), address(1, 5))).isFalse();
    });
  }

  @Test
  void claimedAddressesTakeNoPlaceOfProvedOnesAndProvedOnesAreBounded() throws Exception {
    QuicLimits limits = QuicLimits.standard();
    Unproved unproved = full();
    InetAddress one = address(1, 1).getAddress();
    for (int i = 0; i < limits.unprovedOfAddress(); i++) {
      assertThat(unproved.hasRoom(one)).isTrue();
      unproved.begin(one, true);
    }
    assertThat(unproved.hasRoom(one)).isFalse();
    assertThat(unproved.hasRoom(address(2, 1).getAddress())).isTrue();
    unproved.end(one, true);
    assertThat(unproved.hasRoom(one)).isTrue();
    for (int host = 2; unproved.all() < limits.unproved(); host++) {
      unproved.begin(address(host, 1).getAddress(), true);
    }
    assertThat(unproved.hasRoom(one)).isFalse();
    assertThat(unproved.hasRoom(address(3, 1).getAddress())).isFalse();
  }
}
