package network.cairn.deals.market;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.deals.piece.PieceBytes;
import network.cairn.deals.protocol.PieceAccess;
import network.cairn.deals.provider.LedgerProvider;
import network.cairn.deals.provider.PieceAudit;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.client.SteppedLedger.Executed;
import network.cairn.ledger.proof.Challenges;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.proof.ProofPlan;
import network.cairn.ledger.rules.Reason;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Copies whose sets are open, and what becomes of them when a provider lies, loses bytes or sees
/// the ledger late.
@Timeout(180)
final class CopyFaultsTest {
  private static final Duration TERM = Duration.ofSeconds(200);
  private static final int LATE = 16;

  @TempDir private Path home;

  private static PutResult put(TestNetwork net, TestNode client, int copies) throws Exception {
    // Past the heights at which a number in the agreed envelope takes another byte.
    while (net.ledger.head().height() < 2 * Byte.MAX_VALUE) {
      net.step();
    }
    Cid root = client.add(Property.bytes(new Random(7), 700_000));
    PutQuote quote = net.run(() -> client.market().quote(root, Terms.of(copies, TERM)));
    PutResult result = net.run(() -> client.market().put(quote, PutListener.NONE));
    assertThat(result.problems()).isEmpty();
    return result;
  }

  private static SlotStatus slot(TestNode client, PutResult result, int slot) {
    try {
      return client.market().status(result.agreement()).slots().get(slot);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TestNode keeper(TestNetwork net, SlotStatus slot) {
    return net.nodes.values().stream()
        .filter(node -> node.sender.address().equals(slot.provider().orElseThrow()))
        .findFirst()
        .orElseThrow();
  }

  private static void untilKeptBy(
      TestNetwork net, TestNode client, PutResult result, TestNode keeper) throws Exception {
    net.until(
        "slot 0 is kept by " + keeper.name,
        500,
        () -> {
          SlotStatus now = slot(client, result, 0);
          return now.state() == SlotStatus.State.LIVE
              && now.provider().orElseThrow().equals(keeper.sender.address());
        });
  }

  /// The transactions with a message of a kind.
  private static List<Executed> sent(TestNetwork net, Class<? extends Msg> kind) {
    return net.ledger.executed().stream()
        .filter(tx -> tx.body().msgs().stream().anyMatch(kind::isInstance))
        .toList();
  }

  @Test
  void provesEachPeriodOnceThoughTheHeadIsBehind() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      net.ledger.lag(2);
      net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      PutResult result = put(net, client, 1);
      net.until("four periods are paid", 250, () -> slot(client, result, 0).proven() == 4);
      List<Executed> proofs = sent(net, Msg.ProveBatch.class);
      assertThat(proofs)
          .allSatisfy(
              tx -> assertThat(tx.outcome().data()).isEqualTo(ByteString.copyFrom(new byte[] {1})));
      assertThat(proofs.size()).isBetween(4, 5);
    }
  }

  @Test
  void completesARepairOnceThoughTheHeadIsBehind() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1", "p2", "p3")) {
      net.ledger.lag(LATE);
      net.provider("p1", TestNode.config(50));
      net.provider("p2", TestNode.config(50));
      TestNode client = net.node("client");
      PutResult result = put(net, client, 2);
      TestNode spare = net.provider("p3", TestNode.config(50));
      net.steps(60);
      TestNode lost = keeper(net, slot(client, result, 0));
      lost.provider().close();
      lost.host.close();
      untilKeptBy(net, client, result, spare);
      net.steps(2 * LATE);
      assertThat(sent(net, Msg.ReserveRepair.class)).hasSize(1);
      assertThat(sent(net, Msg.CompleteRepair.class))
          .singleElement()
          .satisfies(tx -> assertThat(tx.outcome().isDone()).isTrue());
    }
  }

  private Path file(TestNode node, PieceCid piece) {
    return home.resolve(node.name).resolve("pieces").resolve(piece + ".car");
  }

  /// Changes a piece's bytes where they lie.
  private static byte[] damage(Path file) throws IOException {
    byte[] good = Files.readAllBytes(file);
    byte[] bad = good.clone();
    for (int i = 300; i < bad.length; i += 1_000) {
      bad[i]++;
    }
    Files.write(file, bad);
    return good;
  }

  @Test
  void repairsFromTheNextHolderWhenOneServesWrongBytes() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1", "p2", "p3", "p4")) {
      for (String name : List.of("p1", "p2", "p3")) {
        net.provider(name, TestNode.config(50));
      }
      TestNode client = net.node("client");
      PutResult result = put(net, client, 3);
      TestNode spare = net.provider("p4", TestNode.config(50));
      net.steps(60);
      TestNode lost = keeper(net, slot(client, result, 0));
      TestNode liar = keeper(net, slot(client, result, 1));
      lost.provider().close();
      lost.host.close();
      net.until(
          "slot 0 waits for repair",
          300,
          () -> slot(client, result, 0).state() == SlotStatus.State.REPAIR);
      damage(file(liar, result.status().piece()));
      untilKeptBy(net, client, result, spare);
      assertThat(spare.repo.blockstore().has(result.status().root())).isTrue();
      assertThat(sent(net, Msg.ReserveRepair.class)).hasSize(1);
      assertThat(home.resolve("p4/pieces/incoming")).isEmptyDirectory();
      net.until("the repaired set is paid", 200, () -> slot(client, result, 0).proven() > 0);
    }
  }

  /// Serves half of what is asked for and some bytes that are not the piece's, then ends early: the
  /// block in between is half this holder's and half the next one's.
  private record HalfLiar(Path pieces, AtomicBoolean lying, AtomicInteger asked)
      implements PieceAccess {
    @Override
    public Optional<PieceBytes> open(PeerId peer, PieceCid piece) {
      if (!lying.get()) {
        return Optional.empty();
      }
      asked.incrementAndGet();
      return Optional.of(
          new PieceBytes() {
            @Override
            public long size() {
              return piece.rawSize();
            }

            @Override
            public void writeTo(OutputStream out, long offset, long length) throws IOException {
              byte[] bytes = Files.readAllBytes(pieces.resolve(piece + ".car"));
              out.write(bytes, (int) offset, (int) (length / 2));
              out.write(new byte[(int) Math.min(1_000, length - length / 2)]);
            }
          });
    }
  }

  @Test
  void findsTheLiarThoughAnotherHolderSentTheRestOfTheBlock() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1", "p2", "p3", "p4")) {
      Map<String, HalfLiar> liars = new HashMap<>();
      for (String name : List.of("p1", "p2", "p3")) {
        TestNode node = net.node(name);
        HalfLiar liar =
            new HalfLiar(
                home.resolve(name).resolve("pieces"), new AtomicBoolean(), new AtomicInteger());
        node.pieces.add(liar);
        net.start(node, TestNode.config(50));
        liars.put(name, liar);
      }
      TestNode client = net.node("client");
      PutResult result = put(net, client, 3);
      TestNode spare = net.provider("p4", TestNode.config(50));
      net.steps(60);
      TestNode lost = keeper(net, slot(client, result, 0));
      HalfLiar liar = Objects.requireNonNull(liars.get(keeper(net, slot(client, result, 1)).name));
      lost.provider().close();
      lost.host.close();
      liar.lying().set(true);
      untilKeptBy(net, client, result, spare);
      assertThat(liar.asked().get()).isPositive();
      assertThat(sent(net, Msg.ReserveRepair.class)).hasSize(1);
      net.until("the repaired set is paid", 200, () -> slot(client, result, 0).proven() > 0);
    }
  }

  /// A batch of the right form for the open period of a set, over bytes that are not the piece's.
  private static Msg.ProveBatch falseProof(
      TestNetwork net, Head head, SlotStatus slot, PieceCid p) {
    long seedHeight = slot.deadline() - net.ledger.params().window();
    byte[] seed =
        Challenges.seed(
            net.ledger.chainRef().toByteArray(),
            seedHeight,
            head.state().beacon(seedHeight).orElseThrow().value().toByteArray());
    long[] indices =
        Challenges.indices(
            seed, slot.set(), slot.period(), p.leafCount(), Challenges.count(p.leafCount()));
    ProofPlan plan = ProofPlan.of(p.height(), indices);
    byte[] proof = plan.encode(new byte[32 * plan.size()]);
    return new Msg.ProveBatch(
        List.of(
            ByteString.copyFrom(
                ByteBuffer.allocate(16 + proof.length)
                    .putLong(slot.set())
                    .putLong(slot.period())
                    .put(proof)
                    .flip())));
  }

  @Test
  void slashesAndReplacesAProviderThatProvesFalsely() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1", "p2", "p3")) {
      net.provider("p1", TestNode.config(50));
      net.provider("p2", TestNode.config(50));
      TestNode client = net.node("client");
      PutResult result = put(net, client, 2);
      TestNode spare = net.provider("p3", TestNode.config(50));
      TestNode liar = keeper(net, slot(client, result, 0));
      liar.provider().close();
      List<Outcome> answers = new ArrayList<>();
      long told = 0;
      for (SlotStatus now = slot(client, result, 0);
          now.state() == SlotStatus.State.LIVE;
          now = slot(client, result, 0)) {
        Head head = net.ledger.head();
        if (told < now.period() && head.height() >= now.deadline() - net.ledger.params().window()) {
          told = now.period();
          Msg.ProveBatch lie = falseProof(net, head, now, result.status().piece());
          answers.add(net.run(() -> liar.sender.prove(lie, Long.MAX_VALUE)).value());
        }
        net.step();
      }
      assertThat(answers)
          .hasSize((int) net.ledger.params().failAfter())
          .allSatisfy(answer -> assertThat(answer.reason()).isEqualTo(Reason.BAD_PROOF));
      SlotStatus failed = slot(client, result, 0);
      assertThat(failed.state()).isEqualTo(SlotStatus.State.REPAIR);
      assertThat(failed.proven()).isZero();
      assertThat(failed.slashed().isZero()).isFalse();
      untilKeptBy(net, client, result, spare);
      net.until("the repaired set is paid", 200, () -> slot(client, result, 0).proven() > 0);
      assertThat(net.ledger.money()).isEqualTo(Amount.SUPPLY.pebbles());
      List<SlotStatus> others = client.market().status(result.agreement()).slots();
      assertThat(others.get(1).unproven()).isZero();
    }
  }

  @Test
  void saysWhatToDoAboutADamagedPieceAndProvesOnOnceItIsBack() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      TestNode provider = net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      PutResult result = put(net, client, 1);
      Path file = file(provider, result.status().piece());
      byte[] good = damage(file);
      net.until("a period is missed", 100, () -> slot(client, result, 0).unproven() == 1);
      assertThat(provider.provider().status().warnings())
          .anySatisfy(warning ->
              assertThat(warning)
                  .contains("set " + slot(client, result, 0).set() + " cannot be proven")
                  .contains(result.status().piece().toString())
                  .contains("put a good copy at " + file)
                  .contains("cairn repo verify")
                  .contains("cairn provider terminate"));
      assertThat(file).exists();
      Files.delete(file);
      net.until(
          "the file is missed",
          100,
          () -> provider.provider().status().warnings().stream().anyMatch(w -> w.contains("gone")));
      Files.write(file, good);
      net.until("a period is paid", 100, () -> slot(client, result, 0).proven() == 1);
      assertThat(provider.provider().status().warnings()).noneMatch(w -> w.contains("good copy"));
    }
  }

  @Test
  void startsWithoutAPieceThatIsGoneAndSaysSo() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      TestNode provider = net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      PutResult result = put(net, client, 1);
      provider.provider().close();
      Path file = file(provider, result.status().piece());
      Files.delete(file);
      LedgerProvider again = provider.provider(TestNode.config(50), net.tasks);
      assertThat(again.status().warnings())
          .singleElement()
          .asString()
          .contains(result.status().piece() + " is missing")
          .contains("put a good copy at " + file);
      assertThat(again.status().sets()).hasSize(1);
    }
  }

  @Test
  void verifiesPiecesAgainstTheirNamesAndSaysWhatToDo() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      TestNode provider = net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      PutResult result = put(net, client, 1);
      PieceCid piece = result.status().piece();
      Path file = file(provider, piece);
      List<String> told = new ArrayList<>();
      assertThat(PieceAudit.run(provider.repo, told::add)).isEqualTo(new PieceAudit.Report(1, 0));
      assertThat(told).isEmpty();
      byte[] good = damage(file);
      assertThat(PieceAudit.run(provider.repo, told::add)).isEqualTo(new PieceAudit.Report(1, 1));
      Files.write(file, Arrays.copyOf(good, good.length - 1));
      assertThat(PieceAudit.run(provider.repo, told::add).damaged()).isEqualTo(1);
      Files.delete(file);
      assertThat(PieceAudit.run(provider.repo, told::add).damaged()).isEqualTo(1);
      assertThat(told)
          .hasSize(3)
          .allSatisfy(text ->
              assertThat(text)
                  .contains("piece " + piece)
                  .contains("set " + slot(client, result, 0).set())
                  .contains("put a good copy at " + file));
      assertThat(told.get(0)).contains("its bytes hash to");
      assertThat(told.get(1)).contains("instead of " + good.length);
      assertThat(told.get(2)).contains("is missing");
      Files.write(file, good);
      assertThat(PieceAudit.run(provider.repo, told::add).damaged()).isZero();
      assertThat(PieceAudit.run(client.repo, told::add)).isEqualTo(new PieceAudit.Report(0, 0));
    }
  }
}
