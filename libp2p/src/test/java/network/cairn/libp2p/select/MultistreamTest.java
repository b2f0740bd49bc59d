package network.cairn.libp2p.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.select.NegotiationFailed.Reason;
import network.cairn.testing.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultistreamTest {
  private static final String HEADER = "/multistream/1.0.0";

  private static void fails(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            NegotiationFailed.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.getMessage()).hasSizeLessThan(400);
            });
  }

  @Test
  void theHeaderIsNineteenBytesAndSaysItsLength() {
    assertThat(Lines.frames(HEADER)).hasSize(20).startsWith(0x13, '/').endsWith('\n');
    assertThat(Lines.frames("na")).isEqualTo(HexFormat.of().parseHex("036e610a"));
  }

  @Test
  void theDialerProposesAtOnceAndInOneWrite() throws IOException {
    Wire wire = Wire.of(HEADER, "/noise");
    assertThat(Multistream.negotiate(wire, List.of("/noise", "/tls/1.0.0"))).isEqualTo("/noise");
    assertThat(wire.writes()).isEqualTo(1);
    assertThat(wire.written()).isEqualTo(Lines.frames(HEADER, "/noise"));
  }

  @Test
  void theDialerGoesOnAfterARefusalAndLeavesWhatFollowsTheAnswer() throws IOException {
    byte[] lines = Lines.frames(HEADER, "na", "/b");
    Wire wire = new Wire(Arrays.copyOf(lines, lines.length + 7));
    assertThat(Multistream.negotiate(wire, List.of("/a", "/b"))).isEqualTo("/b");
    assertThat(wire.written()).isEqualTo(Lines.frames(HEADER, "/a", "/b"));
    assertThat(wire.unread()).isEqualTo(7);
  }

  @Test
  void theDialerKnowsWhenNothingIsSpoken() {
    fails(
        Reason.REFUSED,
        () -> Multistream.negotiate(Wire.of(HEADER, "na", "na"), List.of("/a", "/b")));
    fails(Reason.MALFORMED, () -> Multistream.negotiate(Wire.of(HEADER, "/c"), List.of("/a")));
    fails(
        Reason.MALFORMED,
        () -> Multistream.negotiate(Wire.of("/multistream/2.0.0"), List.of("/a")));
  }

  @Test
  void theListenerSpeaksOnlyAfterTheDialersHeader() {
    Wire wire = Wire.of("GET / HTTP/1.1");
    fails(Reason.MALFORMED, () -> Multistream.accept(wire, "/a"::equals));
    assertThat(wire.written()).isEmpty();
  }

  @Test
  void theListenerAnswersUntilOneIsSpoken() throws IOException {
    Wire wire = Wire.of(HEADER, "ls", "/x", "/a");
    assertThat(Multistream.accept(wire, "/a"::equals)).isEqualTo("/a");
    assertThat(wire.written()).isEqualTo(Lines.frames(HEADER, "na", "na", "/a"));
  }

  @Test
  void endlessProposalsEnd() {
    String[] lines = new String[Multistream.MAX_PROPOSALS + 100];
    Arrays.fill(lines, "/unknown");
    lines[0] = HEADER;
    Wire wire = Wire.of(lines);
    fails(Reason.MALFORMED, () -> Multistream.accept(wire, "/a"::equals));
    assertThat(wire.unread()).isEqualTo(99 * Lines.frames("/unknown").length);
  }

  @Test
  void aLineTakesUpTo1024Bytes() throws IOException {
    String longest = "/" + "x".repeat(1022);
    assertThat(Multistream.negotiate(Wire.of(HEADER, longest), List.of(longest)))
        .isEqualTo(longest);
    assertThatThrownBy(() -> Lines.frames("/" + "x".repeat(1023)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Lines.frames("/a\nb")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Multistream.negotiate(Wire.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00", // length 0
        "8108", // 1,025 bytes
        "8100", // not minimal
        "ff7f", // 16,383 bytes
        "ffffffffffffffffff01", // more than nine bytes
        "13", // nothing follows
        "132f6d756c", // cut
        "13", // length only
        "032f6162", // no newline
        "" // silence
      })
  void hostileLinesAreRefused(String hex) {
    fails(
        Reason.MALFORMED,
        () -> Multistream.accept(new Wire(HexFormat.of().parseHex(hex)), _ -> true));
    fails(
        Reason.MALFORMED,
        () -> Multistream.negotiate(new Wire(HexFormat.of().parseHex(hex)), List.of("/a")));
  }

  @Test
  void quotedProposalsAreShortAndPrintable() {
    assertThatThrownBy(
            () -> Multistream.negotiate(Wire.of(HEADER, "\u0007" + "x".repeat(900)), List.of("/a")))
        .hasMessageContaining("?xxx")
        .message()
        .hasSizeLessThan(300);
  }

  @Test
  void lazyProposesWithTheFirstWriteAndChecksAtTheFirstRead() throws IOException {
    byte[] lines = Lines.frames(HEADER, "/a");
    Wire wire = new Wire(Arrays.copyOf(lines, lines.length + 1));
    LazyNegotiation lazy = Multistream.lazy(wire, "/a", new LockMonitor());
    lazy.write(new byte[] {9, 8}, 1, 1);
    lazy.write(new byte[] {7}, 0, 1);
    assertThat(wire.writes()).isEqualTo(2);
    byte[] proposal = Lines.frames(HEADER, "/a");
    assertThat(wire.written()).startsWith(proposal).endsWith(8, 7).hasSize(proposal.length + 2);
    assertThat(lazy.read(new byte[4], 0, 4)).isEqualTo(1);
    assertThat(lazy.read(new byte[4], 0, 4)).isEqualTo(-1);
  }

  @Test
  void lazyProposesOnceWhoeverIsFirst() throws IOException {
    Wire wire = Wire.of(HEADER, "/a");
    LazyNegotiation lazy = Multistream.lazy(wire, "/a", new LockMonitor());
    assertThat(lazy.read(new byte[4], 0, 4)).isEqualTo(-1);
    lazy.propose();
    lazy.confirm();
    lazy.write(new byte[] {1}, 0, 1);
    assertThat(wire.writes()).isEqualTo(2);
  }

  @Test
  void lazyTellsARefusal() {
    LazyNegotiation lazy = Multistream.lazy(Wire.of(HEADER, "na"), "/a", new LockMonitor());
    fails(Reason.REFUSED, () -> lazy.read(new byte[1], 0, 1));
  }

  @Test
  void dialerAndListenerAgreeOnTheDialersFirstCommonChoice() {
    Property.check(
        200,
        random -> {
          List<String> all = List.of("/a", "/b/1.0.0", "/c", "/d", "/" + "e".repeat(200));
          List<String> dialer = all.stream().filter(_ -> random.nextBoolean()).toList();
          List<String> listener = all.stream().filter(_ -> random.nextBoolean()).toList();
          if (dialer.isEmpty()) {
            return;
          }
          String[] proposals = new String[dialer.size() + 1];
          proposals[0] = HEADER;
          System.arraycopy(dialer.toArray(), 0, proposals, 1, dialer.size());
          Wire inbound = Wire.of(proposals);
          var common = dialer.stream().filter(listener::contains).findFirst();
          if (common.isPresent()) {
            assertThat(Multistream.accept(inbound, listener::contains)).isEqualTo(common.get());
            assertThat(Multistream.negotiate(new Wire(inbound.written()), dialer))
                .isEqualTo(common.get());
          } else {
            fails(Reason.MALFORMED, () -> Multistream.accept(inbound, listener::contains));
            fails(Reason.REFUSED, () -> Multistream.negotiate(new Wire(inbound.written()), dialer));
          }
        });
  }

  private static final class LockMonitor extends ReentrantLock implements Scheduler.Monitor {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean await(long deadlineNanos) {
      throw new UnsupportedOperationException("nobody waits here");
    }

    @Override
    public void signalAll() {}
  }
}
