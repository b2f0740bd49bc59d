package network.cairn.content.exchange.bitswap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import network.cairn.base.time.SimScheduler;
import org.junit.jupiter.api.Test;

final class SendMemoryTest {
  private static final PeerNetwork MANY = new PeerNetwork("many");
  private static final PeerNetwork FEW = new PeerNetwork("few");

  private final SimScheduler sim = new SimScheduler(1);

  /// 8 places.
  private final SendMemory memory = new SendMemory(sim, 16L * SendMemory.SLICE);

  private final List<String> took = new ArrayList<>();

  private void start(PeerNetwork network) {
    sim.start(
        network.name(),
        () -> {
          try {
            memory.takeSlice(network);
            took.add(network.name());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Test
  void oneNetworkHasAQuarterOfThePlaces() {
    sim.run(() -> {
      for (int i = 0; i < 5; i++) {
        start(MANY);
      }
      sim.sleep(Duration.ofSeconds(1));
      assertThat(took).hasSize(2);
      start(FEW);
      sim.sleep(Duration.ofSeconds(1));
      assertThat(took).hasSize(3).endsWith("few");
      memory.giveSlice(MANY);
      sim.sleep(Duration.ofSeconds(1));
      assertThat(took).hasSize(4).endsWith("many");
      assertThat(memory.held()).isEqualTo(3L * SendMemory.SLICE);
    });
  }

  @Test
  void theNextPlaceIsForWhoHasTheFewest() {
    sim.run(() -> {
      for (int i = 0; i < 8; i++) {
        start(new PeerNetwork("n" + i / 2));
      }
      sim.sleep(Duration.ofSeconds(1));
      assertThat(took).hasSize(8);
      start(new PeerNetwork("n0"));
      sim.sleep(Duration.ofSeconds(1));
      start(FEW);
      sim.sleep(Duration.ofSeconds(1));
      memory.giveSlice(new PeerNetwork("n0"));
      sim.sleep(Duration.ofSeconds(1));
      assertThat(took).hasSize(9).endsWith("few");
      memory.giveSlice(new PeerNetwork("n1"));
      sim.sleep(Duration.ofSeconds(1));
      assertThat(took).hasSize(10).endsWith("n0");
    });
  }

  @Test
  void nobodyWaitsForRoomForWholeMessages() {
    SendMemory large = new SendMemory(sim, 64L << 20);
    int whole = 0;
    while (large.takeWhole(MANY, 1 << 20)) {
      whole++;
    }
    assertThat(whole).isEqualTo(8);
    assertThat(large.takeWhole(FEW, 1 << 20)).isTrue();
    large.giveWhole(MANY, 1 << 20);
    assertThat(large.takeWhole(MANY, 1 << 20)).isTrue();
  }

  @Test
  void onlySoManyBlocksAreReadAtOnce() {
    sim.run(() -> {
      for (int i = 0; i < 20; i++) {
        load(new PeerNetwork("n" + i));
      }
      sim.sleep(Duration.ofSeconds(1));
      assertThat(took).hasSize(8);
      memory.endLoad(new PeerNetwork(took.getFirst()));
      sim.sleep(Duration.ofSeconds(1));
      assertThat(took).hasSize(9);
    });
  }

  @Test
  void whatOneNetworkReadsDelaysNoOther() {
    sim.run(() -> {
      for (int i = 0; i < 20; i++) {
        load(MANY);
      }
      sim.sleep(Duration.ofSeconds(1));
      assertThat(took).hasSize(4);
      load(FEW);
      sim.sleep(Duration.ofSeconds(1));
      assertThat(took).hasSize(5).endsWith("few");
      memory.endLoad(MANY);
      sim.sleep(Duration.ofSeconds(1));
      assertThat(took).hasSize(6).endsWith("many");
    });
  }

  @Test
  void peersThatAreNotKnownToBeSwiftShareAnEighthOfTheRoom() {
    SendMemory large = new SendMemory(sim, 64L << 20);
    int trials = 0;
    for (int network = 0; network < 20; network++) {
      while (large.takeTrial(new PeerNetwork("n" + network), 1 << 20)) {
        trials++;
      }
      assertThat(trials).isLessThanOrEqualTo(2 * (network + 1));
    }
    assertThat(trials).isEqualTo(8);
    assertThat(large.held()).isEqualTo(8L << 20);
    assertThat(large.takeWhole(FEW, 1 << 20)).isTrue();
    large.giveTrial(new PeerNetwork("n0"), 1 << 20);
    assertThat(large.takeTrial(MANY, 1 << 20)).isTrue();
  }

  private void load(PeerNetwork network) {
    sim.start(
        network.name(),
        () -> {
          try {
            memory.beginLoad(network);
            took.add(network.name());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
