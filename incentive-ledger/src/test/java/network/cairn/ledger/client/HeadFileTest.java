package network.cairn.ledger.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import network.cairn.ledger.api.HeadStore;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.testing.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was kept is there again, and a file that is not whole, or of another chain, is named, never
/// guessed at nor replaced.
final class HeadFileTest {
  private static final ByteString CHAIN = ByteString.copyFrom(new byte[32]);
  private static final ByteString OTHER = ByteString.copyFrom(new byte[] {1, 2, 3});

  @TempDir private Path home;

  private HeadFile file() {
    return HeadFile.of(home, "cairn-dev-test", CHAIN);
  }

  private static HeadStore.Kept head(long height) {
    return new HeadStore.Kept(
        OTHER,
        LightBlock.newBuilder()
            .setSignedHeader(
                SignedHeader.newBuilder()
                    .setHeader(Header.newBuilder().setChainId("cairn-dev-other").setHeight(height)))
            .build());
  }

  @Test
  void keepsTheHighestHeader() {
    HeadFile file = file();
    assertThat(file.load()).isEmpty();
    file.save(head(7));
    file.save(head(9));
    file.save(head(8));
    assertThat(file().load()).contains(head(9));
    assertThat(file.cure()).contains(home.resolve("ledger-head").toString());
  }

  @Test
  void leavesAFileOfAnotherChainAsItIsAndNamesBoth() throws Exception {
    HeadFile.of(home, "cairn-dev-other", OTHER).save(head(9));
    Path file = home.resolve("ledger-head");
    String before = Files.readString(file, StandardCharsets.UTF_8);
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(() -> file().load(), () -> file().save(head(10)))) {
      assertThatThrownBy(use)
          .isInstanceOf(HeadFile.OfAnotherChain.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("chain cairn-dev-other (010203)")
          .hasMessageContaining("chain cairn-dev-test (0000")
          .hasMessageContaining("put that chain's network file back")
          .hasMessageContaining("delete the file");
    }
    assertThat(Files.readString(file, StandardCharsets.UTF_8)).isEqualTo(before);
    Files.delete(file);
    file().save(head(2));
    assertThat(file().load()).contains(head(2));
  }

  @Test
  void namesAFileThatIsNotWhole() throws Exception {
    file().save(head(7));
    Path file = home.resolve("ledger-head");
    byte[] whole = Files.readAllBytes(file);
    Property.check(
        200,
        random -> {
          byte[] bent =
              random.nextBoolean()
                  ? Arrays.copyOf(whole, random.nextInt(whole.length))
                  : whole.clone();
          if (bent.length == whole.length) {
            bent[random.nextInt(bent.length)] ^= (byte) (1 << random.nextInt(8));
          }
          Files.write(file, bent);
          assertThatThrownBy(() -> file().load())
              .isInstanceOf(HeadFile.Damaged.class)
              .hasMessageContaining(file.toString())
              .hasMessageContaining("delete the file");
        });
    Files.write(file, whole);
    assertThat(file().load()).contains(head(7));
  }
}
