package network.cairn.ledger.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import network.cairn.ledger.api.HeadStore;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was kept is there again, and a file that is not whole is named, never guessed at.
final class HeadFileTest {
  private static final ByteString CHAIN = ByteString.copyFrom(new byte[32]);
  private static final ByteString OTHER = ByteString.copyFrom(new byte[] {1, 2, 3});

  @TempDir private Path home;

  private static HeadStore.Kept head(long height) {
    return new HeadStore.Kept(
        OTHER,
        LightBlock.newBuilder()
            .setSignedHeader(
                SignedHeader.newBuilder().setHeader(Header.newBuilder().setHeight(height)))
            .build());
  }

  @Test
  void keepsTheHighestHeader() {
    HeadFile file = HeadFile.of(home, CHAIN);
    assertThat(file.load()).isEmpty();
    file.save(head(7));
    file.save(head(9));
    file.save(head(8));
    assertThat(HeadFile.of(home, CHAIN).load()).contains(head(9));
    assertThat(file.cure()).contains(home.resolve("ledger-head").toString());
  }

  @Test
  void knowsNothingOfAnotherChainAndGivesWayToIt() {
    HeadFile.of(home, OTHER).save(head(9));
    HeadFile file = HeadFile.of(home, CHAIN);
    assertThat(file.load()).isEmpty();
    file.save(head(2));
    assertThat(HeadFile.of(home, CHAIN).load()).contains(head(2));
  }

  @Test
  void namesAFileThatIsNotWhole() throws Exception {
    HeadFile.of(home, CHAIN).save(head(7));
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
          assertThatThrownBy(() -> HeadFile.of(home, CHAIN).load())
              .isInstanceOf(HeadFile.Damaged.class)
              .hasMessageContaining(file.toString())
              .hasMessageContaining("delete the file");
        });
    Files.write(file, whole);
    assertThat(HeadFile.of(home, CHAIN).load()).contains(head(7));
  }
}
