package network.cairn.libp2p.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicTokenHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import network.cairn.base.time.Scheduler;

/// Proves that a dialler receives at the address it sends from (RFC 9000, 8.1.2): while many
/// connections are unproved, a first packet is answered by a token and forgotten, and only who
/// brings the token back begins a connection. Used by the event loop alone.
///
/// A token is `time (8) | HMAC-SHA-256 over time, address, port and id (32) | id`, the id being the
/// one that the dialler chose first; it holds for 10 s.
final class RetryTokens implements QuicTokenHandler {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MAC = 32;
  private static final int TIME = 8;
  private static final int MAX_ID = 20;
  private static final long LIFE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Scheduler scheduler;
  private final Unproved unproved;
  private final SecretKeySpec key;
  private boolean validated;

  RetryTokens(Unproved unproved, SecureRandom random, Scheduler scheduler) {
    this.unproved = unproved;
    this.scheduler = scheduler;
    byte[] secret = new byte[MAC];
    random.nextBytes(secret);
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  /// Whether the connection that begins now brought a token.
  boolean isValidated() {
    return validated;
  }

  @Override
  public boolean writeToken(ByteBuf out, ByteBuf id, InetSocketAddress from) {
    validated = false;
    if (unproved.hasRoom()) {
      return false;
    }
    byte[] chosen = new byte[id.readableBytes()];
    id.getBytes(id.readerIndex(), chosen);
    long now = scheduler.nanoTime();
    out.writeLong(now).writeBytes(mac(now, from, chosen)).writeBytes(chosen);
    return true;
  }

  /// Where the id begins in the token, or -1 if the token is none of ours, too old, or no further
  /// connection may begin.
  @Override
  public int validateToken(ByteBuf token, InetSocketAddress from) {
    int length = token.readableBytes() - TIME - MAC;
    if (length < 0 || length > MAX_ID || !unproved.hasRoom(from.getAddress())) {
      return -1;
    }
    int at = token.readerIndex();
    long time = token.getLong(at);
    byte[] mac = new byte[MAC];
    token.getBytes(at + TIME, mac);
    byte[] chosen = new byte[length];
    token.getBytes(at + TIME + MAC, chosen);
    long age = scheduler.nanoTime() - time;
    validated =
        age >= 0 && age <= LIFE_NANOS && MessageDigest.isEqual(mac, mac(time, from, chosen));
    return validated ? TIME + MAC : -1;
  }

  @Override
  public int maxTokenLength() {
    return TIME + MAC + MAX_ID;
  }

  private byte[] mac(long time, InetSocketAddress from, byte[] chosen) {
    InetAddress ip = from.getAddress();
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(ByteBuffer.allocate(TIME).putLong(time).flip());
      mac.update((byte) ip.getAddress().length);
      mac.update(ip.getAddress());
      mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(from.getPort()).flip());
      return mac.doFinal(chosen);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }
}
