package network.cairn.deals.protocol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.proto.deal.DealRequest;
import network.cairn.proto.deal.DealResponse;
import network.cairn.proto.deal.PieceRequest;
import network.cairn.proto.deal.PieceResponse;
import network.cairn.proto.deal.Propose;

/// A client that speaks the wire by hand and keeps to nothing; each method is one bad habit.
public final class HostileClient {
  private static final Duration LONG = Duration.ofMinutes(2);

  private final Host host;
  private final Scheduler scheduler;
  private final PeerId victim;

  public HostileClient(Host host, Scheduler scheduler, PeerId victim) {
    this.host = host;
    this.scheduler = scheduler;
    this.victim = victim;
  }

  public PeerId id() {
    return host.id();
  }

  public Host host() {
    return host;
  }

  /// Opens streams of a protocol and says nothing by them.
  public List<Stream> silent(String protocol, int count) throws InterruptedException {
    List<Stream> open = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      try {
        Stream stream = host.open(victim, List.of(protocol), LONG);
        stream.write(new byte[0], 0, 0);
        open.add(stream);
      } catch (IOException e) {
        // Turned away.
      }
    }
    return open;
  }

  /// Says these bytes on a new stream and reads to its end.
  public byte[] say(String protocol, byte[] bytes) throws IOException, InterruptedException {
    try (Stream stream = host.open(victim, List.of(protocol), LONG)) {
      stream.deadline(LONG);
      stream.write(bytes, 0, bytes.length);
      stream.closeWrite();
      return stream.input().readAllBytes();
    }
  }

  /// Proposes an intent, whatever it is.
  ///
  /// @return `TAKEN`, or the code and detail of a rejection
  public String propose(SignedIntent intent) throws IOException, InterruptedException {
    DealRequest request =
        DealRequest.newBuilder()
            .setPropose(Propose.newBuilder().setSignedIntent(intent.encode()))
            .build();
    byte[] answer = say(DealServer.PROTOCOL, Frames.encode(request));
    DealResponse response = Frames.read(new ByteArrayInputStream(answer), DealResponse.parser());
    return response.hasTaken()
        ? "TAKEN"
        : RejectCode.of(response.getReject().getCodeValue())
            + ": "
            + response.getReject().getDetail();
  }

  /// What is done with a provider that asks for a piece.
  public interface Giving {
    void to(Stream stream, long offset, long length) throws IOException, InterruptedException;
  }

  /// Says yes to every request for a piece and does this.
  public void give(Giving giving) {
    host.handle(
        PieceServer.PROTOCOL,
        stream -> {
          PieceRequest request = Frames.read(stream.input(), PieceRequest.parser());
          Frames.write(
              stream,
              PieceResponse.newBuilder()
                  .setStatusValue(PieceStatus.OK.number())
                  .setLength(request.getLength())
                  .build());
          giving.to(stream, request.getOffset(), request.getLength());
        });
  }

  /// Gives these bytes of every piece, one each time.
  public void drip(byte[] bytes, Duration every) {
    give((stream, offset, length) -> {
      for (long at = offset; at < offset + length; at++) {
        stream.write(bytes, (int) Math.min(at, bytes.length - 1), 1);
        scheduler.sleep(every);
      }
    });
  }
}
