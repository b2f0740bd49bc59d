package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import network.cairn.libp2p.kad.KadPeer;
import network.cairn.libp2p.kad.KeyRegion;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.providers.SweepJournal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class HintsTest {
  private static final byte[] KEY = {1, 2, 3};

  @TempDir private Path home;

  private static KadPeer provider() {
    byte[] id = new byte[34];
    id[0] = 0x12;
    id[1] = 32;
    return new KadPeer(PeerId.decode(id), List.of(Multiaddr.parse("/ip4/10.0.0.1/tcp/1")));
  }

  private Hints hints() {
    return new Hints(home.resolve("providers"), () -> 1_000, () -> true);
  }

  @Test
  void outliveTheProcess() {
    try (Hints hints = hints()) {
      hints.records("lan").add(KEY, provider());
      hints.journal("lan").pending(true);
    }
    try (Hints hints = hints()) {
      assertThat(hints.records("lan").of(KEY)).containsExactly(provider());
      assertThat(hints.journal("lan").isPending()).isTrue();
    }
  }

  @Test
  void areInMemoryWhereTheDiskDoesNotKeepThem() throws IOException {
    Files.writeString(home.resolve("providers"), "a file where the folder should be");
    try (Hints hints = hints()) {
      var records = hints.records("lan");
      records.add(KEY, provider());
      assertThat(records.of(KEY)).containsExactly(provider());
      assertThat(hints.journal("lan").regions())
          .containsExactly(SweepJournal.Swept.never(KeyRegion.ALL));
    }
  }
}
