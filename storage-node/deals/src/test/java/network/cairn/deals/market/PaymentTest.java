package network.cairn.deals.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import network.cairn.deals.provider.prover.PieceHasher;
import network.cairn.ipld.cid.Cid;
import network.cairn.store.repo.Repository.StateStore;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class PaymentTest {
  @TempDir private Path home;

  /// A store whose disk may be full.
  private static final class Disk implements StateStore {
    private final StateStore store;
    private boolean full;

    Disk(StateStore store) {
      this.store = store;
    }

    private void requireRoom() {
      if (full) {
        throw new UncheckedIOException(new IOException("No space left on device"));
      }
    }

    @Override
    public Optional<byte[]> get(String name) {
      return store.get(name);
    }

    @Override
    public void put(String name, byte[] value) {
      requireRoom();
      store.put(name, value);
    }

    @Override
    public boolean remove(String name) {
      requireRoom();
      return store.remove(name);
    }

    @Override
    public void write(Map<String, Optional<byte[]>> changes) {
      requireRoom();
      store.write(changes);
    }

    @Override
    public void scan(String prefix, BiConsumer<String, byte[]> visitor) {
      store.scan(prefix, visitor);
    }
  }

  /// What is paid is told and found, and is not bought again, also where the disk does not take it.
  @Test
  void tellsAndFindsWhatIsPaidWhileTheDiskIsFull() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(Property.bytes(new Random(7), 100_000));
      Terms terms = Terms.of(1, Duration.ofSeconds(200));
      PieceHasher hasher = new PieceHasher(Runnable::run, 1);
      Pieces pieces =
          new Pieces(
              home.resolve("named"),
              client.repo.blockstore()::get,
              hasher,
              client.repo::reserveOutside);
      MarketParts parts =
          new MarketParts(
              client.host,
              client.chain,
              client.sender,
              client.repo,
              client.pieces,
              hasher,
              net.scheduler);
      Disk disk = new Disk(client.repo.state());
      Journal journal = new Journal(disk);
      OwnAgreements own =
          new OwnAgreements(
              parts, journal, new Placements(net.scheduler, new Calls(net.scheduler)));
      Payment payment = new Payment(parts, pieces, own);
      int overdue = (int) client.sender.validity() + 1;
      own.keeping(root);
      net.steps(overdue);
      assertThat(own.keeping(root)).as("the last search for what a crash left").isEmpty();
      PutQuote quote = net.run(() -> client.market().quote(root, terms));

      disk.full = true;
      List<PutListener.Progress> told = new ArrayList<>();
      long id = net.run(() -> payment.pay(quote, told::add, _ -> {}));

      assertThat(told).singleElement().isInstanceOf(PutListener.Progress.Created.class);
      assertThatThrownBy(() -> payment.pay(quote, told::add, _ -> {}))
          .isInstanceOf(MarketFailure.class)
          .hasMessageContaining("agreement " + id + " has bought the same since");
      net.steps(overdue);
      own.keeping(root);
      net.steps(overdue);
      assertThat(own.keeping(root)).extracting(AgreementStatus::id).containsExactly(id);
      assertThat(journal.list()).isEmpty();

      disk.full = false;
      net.step();
      own.keeping(root);
      assertThat(journal.list()).extracting(Journal.Own::id).containsExactly(id);
      pieces.close();
    }
  }
}
