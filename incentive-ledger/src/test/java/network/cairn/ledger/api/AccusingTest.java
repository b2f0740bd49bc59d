package network.cairn.ledger.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.ledger.chain.HandMadeChain;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ledgerapi.EvidenceReply;
import network.cairn.proto.ledgerapi.EvidenceRequest;
import org.junit.jupiter.api.Test;

/// A block that is the newest is no evidence yet: its finder comes again, by a clock that the test
/// turns.
final class AccusingTest {
  private static final Duration INTERVAL = Duration.ofSeconds(6);
  private static final String SILENT = "no answer";
  private static final String DOWN = "503";

  private final HandMadeChain chain =
      new HandMadeChain("cairn-dev-test", TestChain.START, INTERVAL, _ -> List.of("a"))
          .upTo(3, TestChain.address(TestChain.TREASURY).bytes());
  private final Divergence seen =
      new Divergence(Optional.of(chain.block(1)), side(chain.block(2)), side(chain.block(3)));
  private final Map<Long, Integer> told = new TreeMap<>();
  private final List<Duration> waited = new ArrayList<>();
  private final List<Runnable> beside = new ArrayList<>();
  private Duration interval = INTERVAL;
  private Runnable meanwhile = () -> {};

  private final Pause pause =
      new Pause() {
        @Override
        public void forA(Duration time) {
          waited.add(time);
          meanwhile.run();
          if (Thread.interrupted()) {
            throw new LedgerUnavailable("interrupted");
          }
        }

        @Override
        public void beside(Runnable task) {
          beside.add(task);
        }
      };
  private final Accusing accusing = made();

  private Accusing made() {
    return new Accusing(() -> interval, pause);
  }

  private static Divergence.Side side(LightBlock block) {
    return new Divergence.Side(URI.create("http://127.0.0.1:1"), block);
  }

  /// A server that gives these reasons one after another, the last one for ever: [#SILENT] and
  /// [#DOWN] are none.
  private List<Server> server(String... reasons) {
    LedgerTransport door =
        new LedgerTransport() {
          @Override
          public Reply post(String name, byte[] body, Duration timeout) throws IOException {
            assertThat(name).isEqualTo("evidence");
            try {
              EvidenceRequest request = EvidenceRequest.parseFrom(body);
              assertThat(request.getCommonHeight()).isEqualTo(1);
              long height = request.getBlock().getSignedHeader().getHeader().getHeight();
              int times = told.merge(height, 1, Integer::sum);
              String reason = reasons[Math.min(times, reasons.length) - 1];
              if (reason.equals(SILENT)) {
                throw new HttpTimeoutException("request timed out");
              }
              return new Reply(
                  reason.equals(DOWN) ? 503 : 200,
                  EvidenceReply.newBuilder().setReason(reason).build().toByteArray());
            } catch (InvalidProtocolBufferException e) {
              throw new AssertionError(e);
            }
          }

          @Override
          public void close() {}
        };
    return List.of(new Server(URI.create("http://127.0.0.1:1"), door));
  }

  private void runBeside() {
    List<Runnable> tasks = List.copyOf(beside);
    beside.clear();
    tasks.forEach(Runnable::run);
  }

  @Test
  void comesAgainToWhoIsNotThereYetOrBusy() {
    accusing.send(server("TOO_EARLY", "BUSY", "TOO_EARLY", ""), seen);
    assertThat(told).as("once, and nobody waits").isEqualTo(Map.of(2L, 1, 3L, 1));
    assertThat(waited).isEmpty();
    assertThat(beside).hasSize(1);
    runBeside();
    assertThat(told).isEqualTo(Map.of(2L, 4, 3L, 4));
    assertThat(waited).containsExactly(INTERVAL, INTERVAL, Duration.ofSeconds(8));
    assertThat(beside).isEmpty();
  }

  @Test
  void endsWhoeverIsNeverReady() {
    interval = Duration.ZERO;
    accusing.send(server("TOO_EARLY"), seen);
    runBeside();
    assertThat(told.values()).containsExactly(1 + Accusing.ROUNDS, 1 + Accusing.ROUNDS);
    assertThat(waited).hasSize(Accusing.ROUNDS).startsWith(Accusing.LEAST_PAUSE);
  }

  /// Who only follows headers, or has just begun, does not know the block interval, which may be a
  /// minute.
  @Test
  void goesOnForMinutesWhateverTheIntervalIs() {
    for (long seconds : new long[] {0, 1, 6, 60, 600}) {
      interval = Duration.ofSeconds(seconds);
      waited.clear();
      made().send(server("TOO_EARLY"), seen);
      runBeside();
      Duration all = waited.stream().reduce(Duration.ZERO, Duration::plus);
      assertThat(all).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(10));
      assertThat(waited)
          .hasSize(Accusing.ROUNDS)
          .isSorted()
          .allMatch(time -> time.compareTo(Accusing.MOST_PAUSE) <= 0)
          .allMatch(time -> time.toSeconds() >= Math.min(seconds, 60));
    }
  }

  @Test
  void comesAgainToWhoDoesNotAnswer() {
    accusing.send(server(SILENT, DOWN, "BUSY", SILENT, ""), seen);
    runBeside();
    assertThat(told).isEqualTo(Map.of(2L, 5, 3L, 5));
    told.clear();
    made().send(server(SILENT), seen);
    runBeside();
    assertThat(told.values()).containsExactly(1 + Accusing.ROUNDS, 1 + Accusing.ROUNDS);
  }

  @Test
  void whatIsTakenOrRefusedIsNotSentAgain() {
    for (String reason : Arrays.asList("", "NO_EVIDENCE", "TOO_OLD", "NOT_TAKEN")) {
      told.clear();
      new Accusing(() -> interval, time -> waited.add(time)).send(server(reason), seen);
      assertThat(told).as(reason).isEqualTo(Map.of(2L, 1, 3L, 1));
      assertThat(waited).isEmpty();
    }
  }

  @Test
  void aKeptOneIsToldBesideTheStart() {
    List<Server> servers = server("TOO_EARLY", "");
    accusing.sendAgain(servers, seen);
    assertThat(told).isEmpty();
    runBeside();
    assertThat(told).isEqualTo(Map.of(2L, 2, 3L, 2));
    accusing.send(servers, seen);
    accusing.sendAgain(servers, seen);
    assertThat(beside).as("once in a client's life").isEmpty();
    assertThat(told).isEqualTo(Map.of(2L, 2, 3L, 2));
  }

  @Test
  void endsWithItsClient() {
    meanwhile =
        () -> {
          accusing.close();
          assertThat(Thread.currentThread().isInterrupted()).as("the wait ends").isTrue();
        };
    accusing.send(server("TOO_EARLY"), seen);
    runBeside();
    assertThat(waited).hasSize(1);
    assertThat(told).isEqualTo(Map.of(2L, 1, 3L, 1));
  }
}
