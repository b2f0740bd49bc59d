package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import network.cairn.ledger.api.Assumed;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.rules.LedgerView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// As after the loss of the index: the ledger knows sets of which this home knows nothing.
@Timeout(60)
final class OrphansTest {
  private static final long RETRY = 20;

  @TempDir private Path home;
  private final TestLedger ledger = new TestLedger("client", "p1");
  private TestProvider provider;
  private Orphans orphans;
  private TestPiece piece;

  @BeforeEach
  void open() throws Exception {
    provider = TestProvider.of(home, ledger, "p1");
    ledger.register("p1");
    piece = TestPiece.of(1, 1_000);
    start();
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private void start() {
    orphans = new Orphans(provider.context);
  }

  private long openSet() throws InterruptedException {
    return ledger.open(ledger.agree(piece, 1), 0, "p1");
  }

  private Head later(long blocks) {
    Head head = ledger.head();
    return new Head(Assumed.proved(head.height() + blocks, head.state()));
  }

  private void loseTheIndex() {
    provider.holdings().list().forEach(named -> provider.holdings().remove(named.key()));
  }

  private List<Long> proven() {
    return provider.holdings().list().stream()
        .filter(named -> named.holding().state() == Holding.State.OPEN)
        .map(named -> named.holding().set())
        .toList();
  }

  @Test
  void namesLiveSetsWithoutAPieceOnce() throws Exception {
    long lost = openSet();
    orphans.tick(ledger.head());
    orphans.tick(later(RETRY));
    assertThat(provider.context.warnings().list())
        .singleElement()
        .asString()
        .contains("set " + lost + " is live")
        .contains("put the files back")
        .contains("terminate");
    assertThat(provider.metrics.of(ProviderMetrics.Count.WARNINGS)).isEqualTo(1);
    ledger.leave("p1", lost);
    orphans.tick(later(2 * RETRY));
    assertThat(provider.context.warnings().list()).isEmpty();
  }

  /// The piece lies where it lay.
  @Test
  void takesUpALiveSetWhosePieceIsHereAndWhoseDutyIsLost() throws Exception {
    long set = provider.hold(piece, ledger.agree(piece, 1), 0);
    loseTheIndex();
    orphans.tick(ledger.head());
    assertThat(provider.context.warnings().list()).isEmpty();
    assertThat(proven()).containsExactly(set);
    Holdings.Named found = provider.holdings().list().getFirst();
    assertThat(found.piece()).isEqualTo(piece.cid());
    start();
    orphans.tick(ledger.head());
    assertThat(provider.holdings().list()).containsExactly(found);
    assertThat(provider.files.has(piece.cid())).isTrue();
  }

  @Test
  void takesASetUpOnceItsFilesWerePutBack() throws Exception {
    long set = openSet();
    orphans.tick(ledger.head());
    assertThat(provider.context.warnings().list()).hasSize(1);
    provider.store(piece);
    orphans.tick(later(RETRY));
    assertThat(proven()).containsExactly(set);
    assertThat(provider.context.warnings().list()).isEmpty();
  }

  @Test
  void namesNoSetThatADutyIsFor() throws Exception {
    long agreement = ledger.agree(piece, 1);
    provider.hold(piece, agreement, 0);
    orphans.tick(ledger.head());
    loseTheIndex();
    provider.holdings().put("duty", provider.duty(Holding.State.COMPLETE, agreement, 0));
    start();
    orphans.tick(ledger.head());
    assertThat(provider.context.warnings().list()).isEmpty();
  }

  /// Whichever read it is that the ledger does not answer.
  @Test
  void takesUpEverySetThoughTheLedgerFailsOnceAtAnyRead() throws Exception {
    provider.store(piece);
    List<Long> sets = List.of(openSet(), openSet(), openSet());
    int failed = 0;
    for (boolean fails = true; fails; failed++) {
      loseTheIndex();
      start();
      int[] left = {failed};
      LedgerView once =
          ledger
              .head()
              .state()
              .guarded(() -> {
                if (left[0]-- == 0) {
                  throw new LedgerUnavailable("a test");
                }
              });
      Head head = new Head(Assumed.proved(ledger.head().height(), once));
      fails = failed < 2 * sets.size();
      if (fails) {
        assertThatThrownBy(() -> orphans.tick(head)).isInstanceOf(LedgerUnavailable.class);
      }
      orphans.tick(later(1));
      assertThat(proven()).as("read %s failed", failed).containsExactlyInAnyOrderElementsOf(sets);
    }
    assertThat(provider.context.warnings().list()).isEmpty();
  }

  /// What the budget for duties would spread over many blocks.
  @Test
  void looksAtMoreSetsAtOnceThanAtDuties() throws Exception {
    provider.store(piece);
    provider.scheduler.pass(Duration.ZERO);
    start();
    List<Long> agreements = new ArrayList<>();
    for (int i = 0; i < Looks.MOST + 6; i++) {
      agreements.add(ledger.agree(piece, 1));
    }
    List<Long> sets = new ArrayList<>();
    for (long agreement : agreements) {
      sets.add(ledger.open(agreement, 0, "p1"));
    }
    orphans.tick(ledger.head());
    assertThat(proven()).containsExactlyInAnyOrderElementsOf(sets);
  }

  /// A door may name any, and each would cost a read.
  @Test
  void looksAtNoSetThatTheLedgerHasNotOpenedYet() throws Exception {
    provider.store(piece);
    long set = openSet();
    List<Long> told = LongStream.rangeClosed(1, 500).boxed().toList();
    Context own = provider.context;
    orphans =
        new Orphans(
            new Context(
                own.offer(),
                own.host(),
                ledger.with("setsOf", () -> told),
                own.sender(),
                own.scheduler(),
                own.tasks(),
                own.holdings(),
                own.files(),
                own.warnings(),
                own.book(),
                own.metrics()));
    int[] reads = new int[1];
    LedgerView counted = ledger.head().state().guarded(() -> reads[0]++);
    orphans.tick(new Head(Assumed.proved(ledger.head().height(), counted)));
    assertThat(proven()).containsExactly(set);
    assertThat(reads[0]).as("counters, set, agreement").isEqualTo(3);
  }
}
