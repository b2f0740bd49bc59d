package network.cairn.libp2p.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.Future;
import network.cairn.libp2p.security.Loopback;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Both ends with each other, and a hostile end that writes frames by hand.
@Timeout(300)
class WebsocketConnTest {
  private static final byte[] NONE = {};

  private static WebsocketConn client(Loopback loopback) {
    return WebsocketConn.client(loopback.dialed, "127.0.0.1:1", new Random(1));
  }

  private static WebsocketConn server(Loopback loopback) {
    return WebsocketConn.server(loopback.accepted, NONE, new Random(2));
  }

  private static byte[] readAll(RawConn conn, int total, Random random) throws IOException {
    byte[] all = new byte[total];
    for (int at = 0; at < total; ) {
      int n = conn.read(all, at, 1 + random.nextInt(total - at));
      assertThat(n).isPositive();
      at += n;
    }
    return all;
  }

  @Test
  void bytesOfEverySizeGoBothWays() throws Exception {
    try (Loopback loopback = new Loopback()) {
      WebsocketConn[] ends = {client(loopback), server(loopback)};
      Random random = new Random(3);
      for (int size : new int[] {1, 125, 126, 16_384, 65_535, 65_536, 1_048_577, 3_000_000}) {
        for (int from = 0; from < 2; from++) {
          WebsocketConn sender = ends[from];
          WebsocketConn receiver = ends[1 - from];
          byte[] sent = Property.bytes(random, size);
          byte[] kept = sent.clone();
          Future<byte[]> received = loopback.start(() -> readAll(receiver, size, new Random(size)));
          sender.write(sent, 0, size);
          assertThat(Loopback.result(received)).isEqualTo(kept);
          assertThat(sent).as("the caller's bytes are left alone").isEqualTo(kept);
        }
      }
      assertThat(ends[0].remoteAddress()).isEqualTo(ends[1].localAddress());
      assertThat(ends[0].remoteAddress().toString()).endsWith("/ws");
    }
  }

  /// A client that has opened and writes frames by hand.
  private static final class Attacker implements AutoCloseable {
    final Loopback loopback = new Loopback();
    final WebsocketConn victim = server(loopback);
    private final Random random = new Random(5);

    Attacker() throws Exception {
      Future<Boolean> opened =
          loopback.start(() -> {
            victim.write(new byte[] {7}, 0, 1);
            return true;
          });
      say(Opening.request("127.0.0.1:1", "dGhlIHNhbXBsZSBub25jZQ=="));
      assertThat(Loopback.result(opened)).isTrue();
    }

    void say(String text) throws IOException {
      raw(text.getBytes(StandardCharsets.US_ASCII));
    }

    void raw(byte[] bytes) throws IOException {
      loopback.dialed.write(bytes, 0, bytes.length);
    }

    void head(boolean end, int opcode, boolean masked, long length) throws IOException {
      byte[] head = new byte[FrameHead.MOST_BYTES];
      int size =
          new FrameHead(end, opcode, masked, masked ? random.nextInt() : 0, length).encode(head, 0);
      loopback.dialed.write(head, 0, size);
    }

    void frame(boolean end, int opcode, byte[] payload) throws IOException {
      byte[] bytes = new byte[FrameHead.MOST_BYTES + payload.length];
      FrameHead head = new FrameHead(end, opcode, true, random.nextInt(), payload.length);
      int size = head.encode(bytes, 0);
      System.arraycopy(payload, 0, bytes, size, payload.length);
      head.mask(bytes, size, payload.length, 0);
      loopback.dialed.write(bytes, 0, size + payload.length);
    }

    void refused(String why) {
      assertThatThrownBy(() -> readAll(victim, 100_000, new Random(1)))
          .isInstanceOf(WebsocketViolation.class)
          .hasMessageContaining(why);
      assertThatThrownBy(() -> readAll(victim, 1, new Random(1))).isInstanceOf(IOException.class);
    }

    @Override
    public void close() {
      loopback.close();
    }
  }

  @Test
  void aMessageInPartsIsReadAndControlFramesBetweenThemAreAnswered() throws Exception {
    try (Attacker attacker = new Attacker()) {
      attacker.frame(false, FrameHead.BINARY, new byte[3]);
      attacker.frame(true, FrameHead.PING, new byte[] {1, 2});
      attacker.frame(false, FrameHead.CONTINUATION, new byte[4]);
      attacker.frame(true, FrameHead.PONG, NONE);
      attacker.frame(true, FrameHead.CONTINUATION, new byte[5]);
      assertThat(readAll(attacker.victim, 12, new Random(1))).hasSize(12);
      attacker.frame(true, FrameHead.CLOSE, new byte[] {3, (byte) 0xe8});
      assertThat(attacker.victim.read(new byte[1], 0, 1)).isEqualTo(-1);
      attacker.victim.close();
      byte[] said = rest(attacker);
      assertThat(said[said.length - 4]).as("the close is answered").isEqualTo((byte) 0x88);
      assertThat(said[said.length - 8]).as("the ping is answered").isEqualTo((byte) 0x8a);
    }
  }

  private static byte[] rest(Attacker attacker) throws IOException {
    byte[] all = new byte[4096];
    int length = 0;
    for (int n = 0; n >= 0; n = attacker.loopback.dialed.read(all, length, 1000)) {
      length += n;
    }
    return java.util.Arrays.copyOf(all, length);
  }

  @Test
  void aCloseWithAnErrorIsNoEndOfInput() throws Exception {
    try (Attacker attacker = new Attacker()) {
      attacker.frame(true, FrameHead.CLOSE, NONE);
      assertThat(attacker.victim.read(new byte[1], 0, 1)).isEqualTo(-1);
    }
    try (Attacker attacker = new Attacker()) {
      attacker.head(true, FrameHead.CLOSE, true, 2);
      attacker.raw(new byte[2]);
      assertThatThrownBy(() -> attacker.victim.read(new byte[1], 0, 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("closed with code");
    }
  }

  @Test
  void textFramesAreRefused() throws Exception {
    try (Attacker attacker = new Attacker()) {
      attacker.frame(true, FrameHead.TEXT, new byte[10]);
      attacker.refused("a text frame");
    }
  }

  @Test
  void aFrameOfSixteenMebibytesIsRefusedBeforeItIsRead() throws Exception {
    try (Attacker attacker = new Attacker()) {
      attacker.head(true, FrameHead.BINARY, true, 16 << 20);
      attacker.refused("a frame of 16777216 bytes");
    }
  }

  @Test
  void unmaskedFramesOfAClientAndMaskedOnesOfAServerAreRefused() throws Exception {
    try (Attacker attacker = new Attacker()) {
      attacker.head(true, FrameHead.BINARY, false, 5);
      attacker.refused("a frame without mask");
    }
    try (Loopback loopback = new Loopback()) {
      WebsocketConn server = server(loopback);
      Future<Integer> reading = loopback.start(() -> client(loopback).read(new byte[9], 0, 9));
      var _ = loopback.start(() -> server.read(new byte[9], 0, 9));
      byte[] frame = new byte[FrameHead.MOST_BYTES];
      int size = new FrameHead(true, FrameHead.BINARY, true, 5, 1).encode(frame, 0);
      server.write(new byte[0], 0, 0);
      loopback.accepted.write(frame, 0, size + 1);
      assertThatThrownBy(() -> Loopback.result(reading))
          .isInstanceOf(WebsocketViolation.class)
          .hasMessageContaining("a masked frame");
    }
  }

  @Test
  void largeOrPartedControlFramesReservedBitsAndUnknownKindsAreRefused() throws Exception {
    for (String head : new String[] {"89fe007e00000000", "098000000000", "c28100000000"}) {
      try (Attacker attacker = new Attacker()) {
        attacker.raw(java.util.HexFormat.of().parseHex(head));
        attacker.refused("");
      }
    }
    for (int opcode : new int[] {3, 7, 11, 15}) {
      try (Attacker attacker = new Attacker()) {
        attacker.frame(true, opcode, new byte[1]);
        attacker.refused("frame of kind " + opcode);
      }
    }
  }

  @Test
  void framesOutOfTheOrderOfTheirMessageAreRefused() throws Exception {
    try (Attacker attacker = new Attacker()) {
      attacker.frame(true, FrameHead.CONTINUATION, new byte[1]);
      attacker.refused("out of the order");
    }
    try (Attacker attacker = new Attacker()) {
      attacker.frame(false, FrameHead.BINARY, new byte[1]);
      attacker.frame(true, FrameHead.BINARY, new byte[1]);
      attacker.refused("out of the order");
    }
  }

  @Test
  void endlessPartsAndEndlessEmptyFramesAreRefused() throws Exception {
    try (Attacker attacker = new Attacker()) {
      attacker.frame(false, FrameHead.BINARY, new byte[1]);
      for (int i = 0; i < WebsocketConn.MAX_FRAGMENTS; i++) {
        attacker.frame(false, FrameHead.CONTINUATION, new byte[1]);
      }
      attacker.refused("a message of more than 1024 frames");
    }
    try (Attacker attacker = new Attacker()) {
      for (int i = 0; i <= WebsocketConn.MAX_IDLE; i++) {
        attacker.frame(true, i % 2 == 0 ? FrameHead.BINARY : FrameHead.PONG, NONE);
      }
      attacker.refused("frames without data");
    }
  }

  @Test
  void aRequestWithoutUpgradeIsAnsweredAndRefused() throws Exception {
    try (Loopback loopback = new Loopback()) {
      Future<Integer> victim = loopback.start(() -> server(loopback).read(new byte[1], 0, 1));
      byte[] request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      loopback.dialed.write(request, 0, request.length);
      assertThatThrownBy(() -> Loopback.result(victim)).isInstanceOf(WebsocketViolation.class);
      byte[] answer = new byte[200];
      assertThat(loopback.dialed.read(answer, 0, 200)).isPositive();
      assertThat(new String(answer, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 400 ");
      assertThat(loopback.dialed.read(answer, 0, 200)).isEqualTo(-1);
    }
  }

  @Test
  void aHeadWithoutEndIsRefusedAtItsBound() throws Exception {
    try (Loopback loopback = new Loopback()) {
      Future<Integer> victim = loopback.start(() -> server(loopback).read(new byte[1], 0, 1));
      byte[] head = "GET / HTTP/1.1\r\nA: ".getBytes(StandardCharsets.US_ASCII);
      loopback.dialed.write(head, 0, head.length);
      loopback.dialed.write(new byte[Opening.MAX_BYTES], 0, Opening.MAX_BYTES - head.length);
      assertThatThrownBy(() -> Loopback.result(victim))
          .isInstanceOf(WebsocketViolation.class)
          .hasMessageContaining("a head of more than 8192 bytes");
    }
  }

  @Test
  void aConnectionCutWithinAFrameIsNoEndOfInput() throws Exception {
    try (Attacker attacker = new Attacker()) {
      attacker.head(true, FrameHead.BINARY, true, 5);
      attacker.raw(new byte[2]);
      attacker.loopback.dialed.close();
      assertThatThrownBy(() -> readAll(attacker.victim, 5, new Random(1)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void whoSpeaksSomethingElseAndWaitsIsRefusedAtOnce() throws Exception {
    for (String other : new String[] {"\u0013/multistream/1.0.0\n", "P", "GETS"}) {
      try (Loopback loopback = new Loopback()) {
        Future<Integer> victim = loopback.start(() -> server(loopback).read(new byte[1], 0, 1));
        byte[] bytes = other.getBytes(StandardCharsets.US_ASCII);
        loopback.dialed.write(bytes, 0, bytes.length);
        assertThatThrownBy(() -> Loopback.result(victim))
            .isInstanceOf(WebsocketViolation.class)
            .hasMessageContaining("a request that is no GET of HTTP/1.1");
      }
    }
  }
}
