package network.cairn.deals.protocol;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamHandler;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// One side of a stream in memory: what is written here is the request of whoever answers, who is
/// asked when the first byte is read.
public final class MemoryStream implements Stream {
  private final PeerId remote;
  private final Answer answer;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final List<Duration> deadlines = new ArrayList<>();
  private Optional<InputStream> incoming = Optional.empty();
  private OptionalLong reset = OptionalLong.empty();
  private boolean ended;
  private boolean full;
  private Pause pause = () -> {};

  /// What the other side says to all that was written.
  public interface Answer {
    byte[] to(byte[] request) throws IOException, InterruptedException;
  }

  public MemoryStream(PeerId remote, Answer answer) {
    this.remote = remote;
    this.answer = answer;
  }

  /// Has a handler answer a request.
  public static MemoryStream serve(StreamHandler handler, PeerId from, byte[] request)
      throws IOException, InterruptedException {
    MemoryStream stream = new MemoryStream(from, _ -> request);
    handler.handle(stream);
    return stream;
  }

  /// A stream that brings a request and gets no place.
  static MemoryStream refusing(PeerId from, byte[] request) {
    MemoryStream stream = new MemoryStream(from, _ -> request);
    stream.full = true;
    return stream;
  }

  /// A stream that brings a request and whose reader needs a while for each write.
  static MemoryStream paced(PeerId from, byte[] request, Pause pause) {
    MemoryStream stream = new MemoryStream(from, _ -> request);
    stream.pause = pause;
    return stream;
  }

  /// Something that takes its time.
  interface Pause {
    void run() throws InterruptedException;
  }

  @Override
  public boolean admit() {
    return !full;
  }

  /// All that was written here.
  ///
  /// @throws StreamReset if this side reset the stream
  public byte[] answer() throws StreamReset {
    if (reset.isPresent()) {
      throw new StreamReset(reset.getAsLong(), true);
    }
    return written.toByteArray();
  }

  public OptionalLong resetCode() {
    return reset;
  }

  boolean isEnded() {
    return ended;
  }

  List<Duration> deadlines() {
    return List.copyOf(deadlines);
  }

  @Override
  public String protocol() {
    return "/memory";
  }

  @Override
  public PeerId remotePeer() {
    return remote;
  }

  @Override
  public Multiaddr remoteAddress() {
    return Multiaddr.parse("/ip4/127.0.0.1/tcp/4001");
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return incoming().read(buffer, offset, length);
  }

  private InputStream incoming() throws IOException {
    if (incoming.isEmpty()) {
      try {
        incoming = Optional.of(new ByteArrayInputStream(answer.to(written.toByteArray())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
    return incoming.get();
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    try {
      pause.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    written.write(buffer, offset, length);
  }

  @Override
  public void closeWrite() {
    ended = true;
  }

  @Override
  public void reset(long code) {
    reset = OptionalLong.of(code);
  }

  @Override
  public void deadline(Duration fromNow) {
    deadlines.add(fromNow);
  }

  @Override
  public void close() {
    ended = true;
  }

  @Override
  public InputStream input() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return incoming().read();
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return incoming().read(buffer, offset, length);
      }
    };
  }

  @Override
  public OutputStream output() {
    return written;
  }
}
