package network.cairn.libp2p.transport.quic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.libp2p.multiaddr.Multiaddr;
import org.jspecify.annotations.Nullable;

/// A way between one dialler and a listener on which some datagrams are lost, doubled or overtaken
/// by the next one, as a seed says.
final class LossyPath implements AutoCloseable {
  /// Of a hundred that are not lost.
  private static final int DOUBLED = 2;

  private static final int OVERTAKEN = 5;
  private static final int LARGEST = 65_536;

  final AtomicLong lost = new AtomicLong();
  private final DatagramSocket front = open();
  private final DatagramSocket back = open();
  private final InetSocketAddress far;
  private volatile @Nullable SocketAddress near;
  private volatile int percent;

  private LossyPath(Multiaddr listener) {
    far = QuicAddress.of(listener).orElseThrow();
  }

  static LossyPath to(Multiaddr listener, long seed) {
    LossyPath path = new LossyPath(listener);
    path.begin(seed);
    return path;
  }

  private void begin(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SplittableRandom there = random.split();
    SplittableRandom again = random.split();
    Thread.ofPlatform().daemon().start(() -> carry(front, back, there));
    Thread.ofPlatform().daemon().start(() -> carry(back, front, again));
  }

  private static DatagramSocket open() {
    try {
      return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where to dial.
  Multiaddr address() {
    return QuicAddress.multiaddr((InetSocketAddress) front.getLocalSocketAddress());
  }

  /// From now on so many of a hundred are lost.
  void lose(int ofHundred) {
    percent = ofHundred;
  }

  private void carry(DatagramSocket from, DatagramSocket to, SplittableRandom random) {
    byte @Nullable [] kept = null;
    byte[] buffer = new byte[LARGEST];
    while (!from.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, LARGEST);
        from.receive(packet);
        if (from.equals(front)) {
          near = packet.getSocketAddress();
        }
        byte[] bytes = Arrays.copyOf(buffer, packet.getLength());
        int dice = random.nextInt(100);
        if (dice < percent) {
          lost.incrementAndGet();
          continue;
        }
        boolean troubled = percent > 0;
        if (troubled && kept == null && random.nextInt(100) < OVERTAKEN) {
          kept = bytes;
          continue;
        }
        send(to, bytes);
        if (troubled && random.nextInt(100) < DOUBLED) {
          send(to, bytes);
        }
        if (kept != null) {
          send(to, kept);
          kept = null;
        }
      } catch (IOException e) {
        // One that cannot be sent is lost too; the end of the socket ends this.
        lost.incrementAndGet();
      }
    }
  }

  private void send(DatagramSocket to, byte[] bytes) throws IOException {
    SocketAddress target = to.equals(back) ? far : near;
    if (target != null) {
      to.send(new DatagramPacket(bytes, bytes.length, target));
    }
  }

  @Override
  public void close() {
    front.close();
    back.close();
  }
}
