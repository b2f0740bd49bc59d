package network.cairn.http.gateway.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.kad.SignedNames;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;

/// Several who know different records of one name.
final class RecordSourceTest {
  private static final Duration TIME = Duration.ofSeconds(30);

  private final SimScheduler time = new SimScheduler(1);
  private final SplittableRandom random = new SplittableRandom(1);
  private final PrivateKey owner = PrivateKey.generate(KeyType.ED25519, random);
  private final PeerId name = PeerId.of(owner.publicKey());

  private byte[] record(PrivateKey key, long sequence) {
    Instant until = Instant.ofEpochMilli(time.epochMillis()).plus(Duration.ofHours(1));
    return SignedNames.record(key, "/ipfs/bafkqaaa", sequence, until);
  }

  /// Knows it after so long.
  private RecordSource knows(byte[] record, Duration after) {
    return (asked, most) -> {
      assertThat(asked).isEqualTo(name);
      assertThat(most).isEqualTo(TIME);
      time.sleep(after);
      return Optional.of(record);
    };
  }

  @Test
  void theNewestThatHoldsIsTakenWhoeverKnowsIt() {
    PrivateKey liar = PrivateKey.generate(KeyType.ED25519, random);
    byte[] newest = record(owner, 9);
    time.run(() -> {
      List<RecordSource> sources =
          List.of(
              knows(record(owner, 3), Duration.ofSeconds(1)),
              RecordSource.NONE,
              knows(newest, Duration.ofSeconds(2)),
              knows(record(liar, 20), Duration.ofSeconds(3)),
              knows(record(owner, 4), Duration.ofSeconds(4)));
      assertThat(RecordSource.of(sources, time).record(name, TIME)).contains(newest);
      assertThat(Duration.ofNanos(time.nanoTime())).as("side by side").hasSeconds(4);
    });
  }

  @Test
  void nobodyKnowsIt() {
    time.run(() -> {
      List<RecordSource> none = List.of(RecordSource.NONE, RecordSource.NONE);
      assertThat(RecordSource.of(none, time).record(name, TIME)).isEmpty();
    });
  }
}
