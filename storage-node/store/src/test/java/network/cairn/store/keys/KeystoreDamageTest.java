package network.cairn.store.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.testing.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeystoreDamageTest {
  private final Random random = new Random(3);
  @TempDir private Path home;
  private Keystore keys;

  @BeforeEach
  void create() throws IOException {
    keys = Keystore.create(home, random);
  }

  private Path file(String name) {
    return home.resolve(
        "keystore/key_" + Multibase.encodeBase32(name.getBytes(StandardCharsets.UTF_8)));
  }

  private List<String> names() throws IOException {
    return keys.list().stream().map(Keystore.Named::name).toList();
  }

  @Test
  void everyKeyIsForItsOwnerOnly() throws IOException {
    keys.generate("a");
    keys.rename("a", "b", false);
    for (Path file : List.of(home.resolve("keystore/peer"), file("b"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("keystore"))))
        .isEqualTo("rwx------");
  }

  @Test
  void refusesWhateverIsNoKeyAndShowsNothingOfIt() {
    Property.check(
        100,
        seeded -> {
          byte[] good = keys.peer().protobuf();
          byte[] bytes =
              seeded.nextBoolean()
                  ? Property.bytes(seeded, seeded.nextInt(80))
                  : java.util.Arrays.copyOf(good, seeded.nextInt(good.length));
          Files.write(home.resolve("keystore/peer"), bytes);
          assertThatThrownBy(() -> Keystore.open(home, random))
              .isInstanceOf(IOException.class)
              .hasMessageContaining("keystore/peer")
              .satisfies(e ->
                  assertThat(bytes.length < 8 || !e.toString().contains(hex(bytes, 8))).isTrue());
        });
  }

  private static String hex(byte[] bytes, int length) {
    return HexFormat.of().formatHex(bytes, 0, length);
  }

  @Test
  void readsNoHugeFile() throws IOException {
    Files.write(home.resolve("keystore/peer"), new byte[(16 << 10) + 1]);
    assertThatThrownBy(() -> Keystore.open(home, random)).isInstanceOf(IOException.class);
  }

  @Test
  void namesTheFileOfANamedKeyThatIsDamaged() throws IOException {
    keys.generate("broken");
    Files.write(file("broken"), new byte[] {8, 1});
    assertThatThrownBy(keys::list)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file("broken").getFileName().toString());
    assertThatThrownBy(() -> keys.rename("broken", "other", false)).isInstanceOf(IOException.class);
    assertThat(file("other")).doesNotExist();
    assertThat(file("broken")).exists();
  }

  @Test
  void passesOverFilesThatAreNoKeysOfItsOwn() throws IOException {
    keys.generate("a");
    Files.writeString(home.resolve("keystore/key_!!"), "not base32");
    Files.writeString(home.resolve("keystore/" + file("a").getFileName() + ".new"), "a draft");
    Files.writeString(home.resolve("keystore/README"), "a note");
    assertThat(names()).containsExactly("self", "a");
  }

  @Test
  void aKeyRenamedToItselfStays() throws IOException {
    Keystore.Named made = keys.generate("a");
    for (boolean overwrite : List.of(true, false)) {
      assertThat(keys.rename("a", "a", overwrite))
          .isEqualTo(new Keystore.Renamed(made.id(), false));
    }
    assertThat(keys.list()).contains(made);
  }

  /// A file's name has 255 bytes, and base32 makes eight characters of five bytes.
  @Test
  void takesNamesThatHaveRoomInAFilesNameAndRefusesLongerOnes() throws IOException {
    String longest = "k".repeat(128);
    keys.generate(longest);
    keys.generate("ж".repeat(77));
    assertThat(names()).containsExactly("self", longest, "ж".repeat(77));
    for (String name : List.of("k".repeat(129), "ж".repeat(78), "鍵".repeat(52))) {
      assertThatThrownBy(() -> keys.generate(name))
          .isInstanceOf(KeyRefused.class)
          .hasMessageContaining("128 characters and 154 bytes");
    }
  }

  @Test
  void aLostNamedKeyIsNobodysIdentity() throws IOException {
    Keystore.Named made = keys.generate("a");
    assertThat(made.id()).isNotEqualTo(keys.peerId());
    Files.delete(file("a"));
    assertThat(names()).containsExactly("self");
    assertThat(keys.generate("a").id()).isNotEqualTo(made.id());
    assertThat(Keystore.open(home, random).peerId()).isEqualTo(keys.peerId());
  }
}
