package network.cairn.libp2p.kad;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.Connection;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// Messages over a host's streams, one stream a request, or for all that one peer is told.
final class HostNetwork implements KadNetwork {
  private final Host host;
  private final String protocol;
  private final Scheduler scheduler;
  private final Semaphore large = new Semaphore(KadStreams.LARGE_AT_ONCE);

  HostNetwork(Host host, String protocol, Scheduler scheduler) {
    this.host = host;
    this.protocol = protocol;
    this.scheduler = scheduler;
  }

  @Override
  public PeerId self() {
    return host.id();
  }

  @Override
  public List<Multiaddr> ownAddresses() {
    return host.announcedAddresses();
  }

  @Override
  public List<Multiaddr> addresses(PeerId peer) {
    return host.peerstore().addresses(peer);
  }

  @Override
  public List<Multiaddr> seenAt(PeerId peer) {
    return host.connections().stream()
        .filter(c -> c.peer().equals(peer))
        .map(Connection::remoteAddress)
        .toList();
  }

  @Override
  public void learn(KadPeer peer) {
    host.peerstore().addAddresses(peer.id(), peer.addresses(), false);
  }

  @Override
  public KadMessage ask(PeerId peer, KadMessage request, Duration time)
      throws IOException, InterruptedException {
    return overStream(
        peer,
        time,
        stream -> {
          KadStreams.write(stream, request);
          KadMessage answer = KadCodec.decode(KadStreams.readAnswer(stream, large));
          if (answer.type() != request.type()) {
            throw new IOException(answer.type() + " as the answer to " + request.type());
          }
          return answer;
        });
  }

  @Override
  public void tellAll(PeerId peer, Iterable<KadMessage> requests, Duration time)
      throws IOException, InterruptedException {
    overStream(
        peer,
        time,
        stream -> {
          for (KadMessage request : requests) {
            KadStreams.write(stream, request);
          }
          stream.closeWrite();
          // Nobody answers; but who refuses resets, and who closes has read.
          return KadStreams.read(stream, KadStreams.MAX_REQUEST);
        });
  }

  /// What is sent and read.
  private interface Exchange<T> {
    T run(Stream stream) throws IOException;
  }

  /// Opens a stream and uses it, all within the time.
  ///
  /// A stream that is interrupted says so by an [IOException]; here that is an interruption again,
  /// or the peer would count as one that does not answer.
  private <T> T overStream(PeerId peer, Duration time, Exchange<T> exchange)
      throws IOException, InterruptedException {
    long deadline = scheduler.deadline(time);
    try (Stream stream = host.open(peer, List.of(protocol), time)) {
      Duration left = Duration.ofNanos(deadline - scheduler.nanoTime());
      if (!left.isPositive()) {
        throw new StreamTimeout("the time passed while the stream was opened");
      }
      stream.deadline(left);
      try {
        return exchange.run(stream);
      } catch (IOException e) {
        stream.reset(StreamReset.PROTOCOL_VIOLATION);
        throw e;
      }
    } catch (IOException e) {
      if (Thread.interrupted()) {
        InterruptedException interruption = new InterruptedException("interrupted while asking");
        interruption.initCause(e);
        throw interruption;
      }
      throw e;
    }
  }
}
