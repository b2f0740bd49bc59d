package network.cairn.deals.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import network.cairn.deals.provider.TestLedger;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.repo.Repository.StateStore;
import org.junit.jupiter.api.Test;

final class JournalTest {
  private static final ByteString ROOT = ByteString.copyFromUtf8("root");
  private static final ByteString PIECE = ByteString.copyFromUtf8("piece");
  private static final PeerId PEER = TestLedger.peer("p1");

  private final Map<String, byte[]> entries = new TreeMap<>();
  private final StateStore store =
      new StateStore() {
        @Override
        public Optional<byte[]> get(String name) {
          return Optional.ofNullable(entries.get(name));
        }

        @Override
        public void put(String name, byte[] value) {
          entries.put(name, value);
        }

        @Override
        public boolean remove(String name) {
          return entries.remove(name) != null;
        }

        @Override
        public void write(Map<String, Optional<byte[]>> changes) {
          changes.forEach((name, value) -> {
            if (value.isPresent()) {
              put(name, value.get());
            } else {
              remove(name);
            }
          });
        }

        @Override
        public void scan(String prefix, BiConsumer<String, byte[]> visitor) {
          entries.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
              visitor.accept(name, value);
            }
          });
        }
      };
  private final Journal journal = new Journal(store);

  private static SignedIntent intent(int number) {
    ByteString body = ByteString.copyFromUtf8("intent " + number);
    return new SignedIntent(body, TestLedger.signer("client").sign(body.toByteArray()));
  }

  @Test
  void readsBackWhatItKeptByRisingId() {
    journal.add(10, ROOT, PIECE);
    journal.add(9, ROOT, PIECE);
    journal.give(10, intent(1), PEER);
    assertThat(new Journal(store).list())
        .containsExactly(
            new Journal.Own(9, ROOT, PIECE, List.of()),
            new Journal.Own(10, ROOT, PIECE, List.of(new Journal.Given(intent(1), PEER))));
  }

  @Test
  void forgetsNoIntentWhenAnAgreementIsAddedAgain() {
    journal.give(3, intent(1), PEER);
    journal.add(3, ROOT, PIECE);
    assertThat(journal.intents(3)).hasSize(1);
  }

  @Test
  void keepsAnIntentOncePerPeer() {
    journal.give(3, intent(1), PEER);
    journal.give(3, intent(1), PEER);
    journal.give(3, intent(1), TestLedger.peer("p2"));
    assertThat(journal.intents(3)).hasSize(2);
    assertThat(journal.intents(4)).isEmpty();
  }

  @Test
  void keepsTheNewestIntents() {
    byte[] full =
        JournalCodec.encode(
            new Journal.Own(
                3,
                ROOT,
                PIECE,
                java.util.stream.IntStream.range(0, 256)
                    .mapToObj(i -> new Journal.Given(intent(i), PEER))
                    .toList()));
    entries.put("market/agreement/%020d".formatted(3), full);
    journal.give(3, intent(256), PEER);
    assertThat(journal.intents(3)).hasSize(256);
    assertThat(journal.intents(3).getFirst().intent()).isEqualTo(intent(1));
    assertThat(journal.intents(3).getLast().intent()).isEqualTo(intent(256));
  }

  @Test
  void removesAnAgreementWithItsIntents() {
    journal.give(3, intent(1), PEER);
    journal.remove(3);
    journal.remove(3);
    assertThat(journal.list()).isEmpty();
    assertThat(journal.intents(3)).isEmpty();
  }

  @Test
  void saysWhenAnEntryIsDamaged() {
    entries.put("market/agreement/%020d".formatted(3), new byte[] {7});
    assertThatThrownBy(journal::list)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not decode");
  }

  @Test
  void remembersWhoRefusedASlotLastUntilItIsFilled() {
    Journal journal = new Journal(store);
    assertThat(journal.refusalOf(7, 1)).isEmpty();
    journal.refused(7, 1, TestLedger.address("p1"), "NO_ROOM: full");
    journal.refused(7, 1, TestLedger.address("p1"), "x".repeat(10_000));
    assertThat(new Journal(store).refusalOf(7, 1))
        .startsWith("provider " + TestLedger.address("p1") + " refused: xx")
        .hasSizeLessThan(600);
    assertThat(journal.refusalOf(7, 0)).isEmpty();
    journal.filled(7, 1);
    assertThat(journal.refusalOf(7, 1)).isEmpty();
    assertThat(journal.list()).isEmpty();
  }
}
