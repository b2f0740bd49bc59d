package network.cairn.ledger.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import network.cairn.base.time.RealScheduler;
import network.cairn.ledger.api.LedgerTransport;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.api.LyingDoor;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.wallet.Signer;
import network.cairn.proto.ledgerapi.TxReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A door that lies about transactions makes nobody pay twice, nor believe in a payment that is
/// none. Blocks are made all the while.
@Timeout(120)
final class LiesToSendersTest {
  @TempDir private Path folder;
  private LivingChain living;
  private LyingDoor door;
  private Sender sender;

  @BeforeEach
  void open() {
    living = new LivingChain(folder, 2);
    door = new LyingDoor(new LocalLedger(living.engine()));
    NetworkFile network = NetworkFile.of(TestChain.genesis(), URI.create("http://127.0.0.1:1"));
    RealScheduler scheduler = new RealScheduler();
    RemoteLedger ledger = new RemoteLedger(network, door, living.clock());
    ClientChain chain = ClientChain.of(ledger, network.chainRef(), scheduler);
    Sender.Limits limits = new Sender.Limits(40, Duration.ofMillis(500), Duration.ofMinutes(2));
    sender = new Sender(chain, new Signer(TestChain.TREASURY), scheduler, limits);
  }

  @AfterEach
  void close() throws InterruptedException {
    living.close();
  }

  @Test
  void paysOnceThoughTheDoorKeepsWhatItSaysItRefused() throws Exception {
    List<byte[]> kept = new ArrayList<>();
    int[] refused = {0};
    door.lie((door, name, request) -> {
      if (!name.equals("submit")) {
        return door.answer(name, request);
      }
      if (refused[0]++ < 6) {
        kept.add(request);
        return LyingDoor.ok(TxReply.newBuilder().setCode(2).setReason("WRONG_NONCE").build());
      }
      kept.forEach(earlier -> door.answer("submit", earlier));
      return door.answer(name, request);
    });
    assertThat(LivingChain.pay(sender, 1).orElseThrow().isDone()).isTrue();
    living.awaitBlocks(3);
    assertThat(kept).hasSize(6);
    assertThat(living.paid(1)).isEqualTo(1);
  }

  @Test
  void believesNoPaymentThatIsInNoBlock() throws Exception {
    int[] lies = {0};
    door.lie((door, name, request) -> {
      boolean lie = (name.equals("submit") || name.equals("tx")) && lies[0]++ < 6;
      return lie
          ? LyingDoor.ok(
              TxReply.newBuilder().setHeight(3).setData(ByteString.copyFrom(new byte[8])).build())
          : door.answer(name, request);
    });
    assertThat(LivingChain.pay(sender, 1).orElseThrow().isDone()).isTrue();
    assertThat(living.paid(1)).isEqualTo(1);
  }

  @Test
  void saysThatNothingIsProvedWhereTheDoorHidesTheOutcome() throws Exception {
    door.lie((door, name, request) ->
        name.equals("tx")
            ? new LedgerTransport.Reply(404, new byte[0])
            : door.answer(name, request));
    assertThat(LivingChain.pay(sender, 1)).isEmpty();
    assertThat(living.paid(1)).isEqualTo(1);
  }

  @Test
  void paysAtMostOnceUnderAnyLiesAndKnowsWhatItPaid() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    long[] phase = {0};
    door.lie(LyingDoor.random(random, () -> living.height() / 16 % 2 == phase[0]));
    Set<String> seen = new HashSet<>();
    for (int number = 0; number < 12; number++) {
      Optional<Outcome> outcome = LivingChain.pay(sender, number);
      seen.add(outcome.map(o -> "" + o.isDone()).orElse("unknown"));
      living.awaitBlocks(3);
      if (outcome.isPresent()) {
        assertThat(living.paid(number)).isEqualTo(outcome.get().isDone() ? 1 : 0);
      }
    }
    living.awaitBlocks(60);
    for (int number = 0; number < 12; number++) {
      assertThat(living.paid(number)).isBetween(0L, 1L);
    }
    assertThat(seen).contains("true");
  }
}
