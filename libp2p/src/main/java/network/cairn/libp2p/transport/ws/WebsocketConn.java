package network.cairn.libp2p.transport.ws;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import network.cairn.libp2p.multiaddr.Component;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;
import network.cairn.libp2p.transport.RawConn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection inside the binary frames of a WebSocket. The first read or write changes from HTTP
/// to WebSocket, so that whoever waits for it keeps the deadline.
///
/// Bounds: a frame 1 MiB, a message 1,024 frames, 1,000 frames without data in a row, a head of
/// HTTP 8 KiB; text frames and compression are refused. Buffers: 8 KiB in, 16 KiB out.
public final class WebsocketConn implements RawConn {
  static final int MAX_FRAME = 1 << 20;
  static final int MAX_FRAGMENTS = 1024;
  static final int MAX_IDLE = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(WebsocketConn.class);
  private static final int IN = 4096;
  private static final int OUT = 16_384;
  private static final int NORMAL = 1000;
  private static final int NO_CODE = 1005;
  private static final int GOING_AWAY = 1001;
  private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

  private final RawConn raw;
  private final boolean client;
  private final String host;
  private final RandomGenerator random;
  private final ReentrantLock opening = new ReentrantLock();
  private final ReentrantLock sending = new ReentrantLock();
  private final byte[] in;
  private final byte[] out = new byte[OUT];
  private volatile boolean open;
  private int start;
  private int end;

  private FrameHead frame = new FrameHead(true, FrameHead.BINARY, false, 0, 0);
  private long done;
  private boolean inMessage;
  private int fragments;
  private int idle;

  private WebsocketConn(
      RawConn raw, boolean client, String host, byte[] head, RandomGenerator random) {
    this.raw = raw;
    this.client = client;
    this.host = host;
    this.random = random;
    this.in = new byte[Opening.MAX_BYTES];
    System.arraycopy(head, 0, in, 0, head.length);
    this.end = head.length;
  }

  /// The end that dialled.
  ///
  /// @param host name or address and port of the other end, for the request
  /// @param random where keys and masks come from
  public static WebsocketConn client(RawConn raw, String host, RandomGenerator random) {
    return new WebsocketConn(raw, true, host, new byte[0], random);
  }

  /// The end that was dialled.
  ///
  /// @param head what was already read, at most a few bytes
  public static WebsocketConn server(RawConn raw, byte[] head, RandomGenerator random) {
    return new WebsocketConn(raw, false, "", head, random);
  }

  private void open() throws IOException {
    if (open) {
      return;
    }
    opening.lock();
    try {
      if (!open) {
        if (client) {
          ask();
        } else {
          answer();
        }
        open = true;
      }
    } catch (IOException e) {
      raw.close();
      throw e;
    } finally {
      opening.unlock();
    }
  }

  private void ask() throws IOException {
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
    String key = Opening.key(nonce);
    send(Opening.request(host, key));
    Opening.check(readHead(), key);
  }

  private void answer() throws IOException {
    try {
      send(Opening.answer(readHead()));
    } catch (WebsocketViolation e) {
      send(Opening.refusal());
      throw e;
    }
  }

  private void send(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    raw.write(bytes, 0, bytes.length);
  }

  /// Reads to the empty line that ends a head; what came after it stays for the frames.
  private String readHead() throws IOException {
    int looked = start;
    while (true) {
      if (!client) {
        Opening.checkBegin(in, end);
      }
      for (; looked + HEAD_END.length <= end; looked++) {
        if (java.util.Arrays.equals(in, looked, looked + HEAD_END.length, HEAD_END, 0, 4)) {
          int length = looked + HEAD_END.length - start;
          String head = new String(in, start, length, StandardCharsets.ISO_8859_1);
          start += length;
          return head;
        }
      }
      if (end == in.length) {
        throw new WebsocketViolation("a head of more than " + in.length + " bytes");
      }
      int n = raw.read(in, end, in.length - end);
      if (n < 0) {
        throw new EOFException("the connection ended before it was a websocket");
      }
      end += n;
    }
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    open();
    try {
      while (done == frame.length()) {
        if (!nextFrame()) {
          return -1;
        }
      }
      int most = (int) Math.min(length, frame.length() - done);
      int n = take(buffer, offset, most);
      frame.mask(buffer, offset, n, done);
      done += n;
      return n;
    } catch (WebsocketViolation e) {
      LOG.debug("closing {}: {}", raw.remoteAddress(), e.getMessage());
      raw.close();
      throw e;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private int take(byte[] buffer, int offset, int most) throws IOException {
    if (start < end) {
      int n = Math.min(most, end - start);
      System.arraycopy(in, start, buffer, offset, n);
      start += n;
      return n;
    }
    int n = raw.read(buffer, offset, most);
    if (n < 0) {
      throw new EOFException("the connection ended within a frame");
    }
    return n;
  }

  /// Reads the next head of a frame that is not a control frame's; false at the end.
  private boolean nextFrame() throws IOException {
    if (!fill(FrameHead.LEAST_BYTES)) {
      return false;
    }
    int size = FrameHead.size(in, start);
    require(size);
    FrameHead head = FrameHead.decode(in, start);
    start += size;
    if (head.masked() == client) {
      throw new WebsocketViolation(client ? "a masked frame" : "a frame without mask");
    }
    if (head.isControl() || head.length() == 0) {
      countIdle();
    }
    if (head.isControl()) {
      return control(head);
    }
    order(head);
    if (head.length() > MAX_FRAME) {
      throw new WebsocketViolation(
          "a frame of " + head.length() + " bytes, at most " + MAX_FRAME + " are read");
    }
    if (head.length() > 0) {
      idle = 0;
    }
    frame = head;
    done = 0;
    return true;
  }

  private void order(FrameHead head) throws WebsocketViolation {
    boolean continues = head.opcode() == FrameHead.CONTINUATION;
    if (!continues && head.opcode() != FrameHead.BINARY) {
      throw new WebsocketViolation(
          head.opcode() == FrameHead.TEXT ? "a text frame" : "a frame of kind " + head.opcode());
    }
    if (continues != inMessage) {
      throw new WebsocketViolation("a frame out of the order of its message");
    }
    inMessage = !head.end();
    fragments = inMessage ? fragments + 1 : 0;
    if (fragments > MAX_FRAGMENTS) {
      throw new WebsocketViolation("a message of more than " + MAX_FRAGMENTS + " frames");
    }
  }

  private void countIdle() throws WebsocketViolation {
    if (++idle > MAX_IDLE) {
      throw new WebsocketViolation("more than " + MAX_IDLE + " frames without data in a row");
    }
  }

  /// Answers a ping and a close; false if the other end has closed.
  private boolean control(FrameHead head) throws IOException {
    int length = (int) head.length();
    require(length);
    head.mask(in, start, length, 0);
    int at = start;
    start += length;
    switch (head.opcode()) {
      case FrameHead.PING -> send(FrameHead.PONG, in, at, length);
      case FrameHead.PONG -> {}
      case FrameHead.CLOSE -> {
        send(FrameHead.CLOSE, in, at, length);
        closed(length < 2 ? NO_CODE : (in[at] & 0xff) << 8 | in[at + 1] & 0xff);
        return false;
      }
      default -> throw new WebsocketViolation("a control frame of kind " + head.opcode());
    }
    return true;
  }

  private static void closed(int code) throws IOException {
    if (code != NORMAL && code != NO_CODE && code != GOING_AWAY) {
      throw new IOException("websocket: the other end closed with code " + code);
    }
  }

  private void require(int bytes) throws IOException {
    if (bytes > 0 && !fill(bytes)) {
      throw new EOFException("the connection ended within a frame");
    }
  }

  /// Has so many bytes in the buffer; false if the input ended before the first.
  private boolean fill(int wanted) throws IOException {
    while (end - start < wanted) {
      if (start > 0) {
        System.arraycopy(in, start, in, 0, end - start);
        end -= start;
        start = 0;
      }
      int n = raw.read(in, end, Math.min(IN, in.length - end));
      if (n < 0 && end > start) {
        throw new EOFException("the connection ended within a frame");
      }
      if (n < 0) {
        return false;
      }
      end += n;
    }
    return true;
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    open();
    for (int sent = 0; sent < length; ) {
      int n = Math.min(MAX_FRAME, length - sent);
      send(FrameHead.BINARY, buffer, offset + sent, n);
      sent += n;
    }
  }

  private void send(int opcode, byte[] payload, int offset, int length) throws IOException {
    sending.lock();
    try {
      FrameHead head = new FrameHead(true, opcode, client, client ? random.nextInt() : 0, length);
      int at = head.encode(out, 0);
      int sent = 0;
      do {
        int n = Math.min(out.length - at, length - sent);
        System.arraycopy(payload, offset + sent, out, at, n);
        head.mask(out, at, n, sent);
        raw.write(out, 0, at + n);
        sent += n;
        at = 0;
      } while (sent < length);
    } catch (IOException e) {
      raw.close();
      throw e;
    } finally {
      sending.unlock();
    }
  }

  @Override
  public Multiaddr localAddress() {
    return over(raw.localAddress());
  }

  @Override
  public Multiaddr remoteAddress() {
    return over(raw.remoteAddress());
  }

  private static Multiaddr over(Multiaddr address) {
    return Multiaddr.of(
        java.util.stream.Stream.concat(
                address.components().stream(),
                java.util.stream.Stream.of(Component.of(Protocol.WS, "")))
            .toList());
  }

  @Override
  public void close() {
    raw.close();
  }

  @Override
  public String toString() {
    return "websocket over " + raw;
  }
}
