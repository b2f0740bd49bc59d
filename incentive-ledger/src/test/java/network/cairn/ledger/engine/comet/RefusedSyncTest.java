package network.cairn.ledger.engine.comet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import network.cairn.ledger.engine.DamagedLedger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is remembered of liars over starts.
final class RefusedSyncTest {
  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("sync-refused");
  }

  private static ByteString hash(int number) {
    return ByteString.copyFrom(ByteBuffer.allocate(32).putInt(number).array());
  }

  private static String node(int number) {
    return String.format(Locale.ROOT, "%040x", number);
  }

  @Test
  void itIsThereAfterAStart() {
    RefusedSync refused = new RefusedSync(file);
    assertThat(refused.isSnapshot(hash(1))).isFalse();
    refused.add(hash(1), Set.of(node(1), node(2), "no node"));
    RefusedSync again = new RefusedSync(file);
    assertThat(again.isSnapshot(hash(1))).isTrue();
    assertThat(again.isSender(node(1))).isTrue();
    assertThat(again.isSender(node(2))).isTrue();
    assertThat(again.isSender("no node")).isFalse();
    assertThat(again.isSnapshot(hash(2))).isFalse();
  }

  @Test
  void theOldestGiveWay() {
    RefusedSync refused = new RefusedSync(file);
    for (int i = 0; i < RefusedSync.MOST; i++) {
      refused.add(hash(i), Set.of(node(i)));
      refused.add(hash(0), Set.of());
    }
    RefusedSync again = new RefusedSync(file);
    assertThat(again.isSnapshot(hash(0))).isTrue();
    assertThat(again.isSnapshot(hash(1))).isFalse();
    assertThat(again.isSender(node(1))).isFalse();
    assertThat(again.isSender(node(RefusedSync.MOST - 1))).isTrue();
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    for (String text : new String[] {"snapshot 00\n", "x", "sender " + node(1) + "0\n"}) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> new RefusedSync(file))
          .isInstanceOf(DamagedLedger.class)
          .hasMessageContaining(file + " is damaged; delete it");
    }
    Files.writeString(file, ("sender " + node(1) + "\n").repeat(RefusedSync.MOST + 1));
    assertThatThrownBy(() -> new RefusedSync(file)).isInstanceOf(DamagedLedger.class);
    Files.write(file, new byte[20_000]);
    assertThatThrownBy(() -> new RefusedSync(file)).isInstanceOf(DamagedLedger.class);
  }
}
