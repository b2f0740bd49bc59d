package network.cairn.store.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import network.cairn.libp2p.peer.PeerId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeystoreTest {
  private final SecureRandom random = new SecureRandom();
  @TempDir private Path home;
  private Keystore keys;

  @BeforeEach
  void create() throws IOException {
    keys = Keystore.create(home, random);
  }

  private List<String> names() throws IOException {
    return keys.list().stream().map(Keystore.Named::name).toList();
  }

  @Test
  void keepsItsIdentity() throws Exception {
    assertThat(Keystore.open(home, random).peerId()).isEqualTo(keys.peerId());
    assertThat(Keystore.create(home, random).peerId()).isEqualTo(keys.peerId());
  }

  @Test
  void namesKeys() throws Exception {
    Keystore.Named made = keys.generate("ключ / 1");
    keys.generate("a");
    assertThat(names()).containsExactly("self", "a", "ключ / 1");
    assertThat(keys.rename("ключ / 1", "b", false).id()).isEqualTo(made.id());
    assertThat(names()).containsExactly("self", "a", "b");
    assertThatThrownBy(() -> keys.rename("a", "b", false)).isInstanceOf(KeyRefused.class);
    assertThat(keys.rename("a", "b", true).overwrote()).isTrue();
    keys.remove("b");
    assertThat(names()).containsExactly("self");
  }

  @Test
  void aKeyThatHasTheNameAlreadyKeepsIt() throws Exception {
    Keystore.Named made = keys.generate("a");
    for (boolean overwrite : List.of(false, true)) {
      assertThat(keys.rename("a", "a", overwrite))
          .isEqualTo(new Keystore.Renamed(made.id(), false));
    }
    assertThat(keys.list()).contains(made);
    assertThatThrownBy(() -> keys.rename("b", "b", true)).isInstanceOf(KeyRefused.class);
  }

  @Test
  void refusesNamesThatAreTakenOrNone() throws Exception {
    keys.generate("a");
    for (String name : List.of("a", "self", "", "x".repeat(129))) {
      assertThatThrownBy(() -> keys.generate(name)).as(name).isInstanceOf(KeyRefused.class);
    }
    for (String name : List.of("b", "self", "")) {
      assertThatThrownBy(() -> keys.remove(name)).as(name).isInstanceOf(KeyRefused.class);
      assertThatThrownBy(() -> keys.rename(name, "c", true)).isInstanceOf(KeyRefused.class);
    }
  }

  @Test
  void givesItsNodeANewKeyAndKeepsTheOldOneUnderAName() throws Exception {
    PeerId before = keys.peerId();
    keys.generate("taken");
    for (String name : List.of("taken", "self", "")) {
      assertThatThrownBy(() -> Keystore.rotate(home, name, random)).isInstanceOf(KeyRefused.class);
    }
    assertThat(Keystore.open(home, random).peerId()).isEqualTo(before);
    PeerId now = Keystore.rotate(home, "old", random);
    Keystore rotated = Keystore.open(home, random);
    assertThat(rotated.peerId()).isEqualTo(now).isNotEqualTo(before);
    assertThat(rotated.list()).contains(new Keystore.Named("old", before));
    assertThat(rotated.key("old").publicKey()).isEqualTo(keys.peer().publicKey());
    assertThatThrownBy(() -> Keystore.rotate(home, "old", random))
        .hasMessageContaining("refusing to overwrite");
  }

  /// As after an end of the process behind the first of two writes.
  @Test
  void goesOnWithANewKeyWhereTheOldOneIsKeptAlready() throws Exception {
    keys.put("old", keys.peer());
    assertThat(Keystore.rotate(home, "old", random)).isNotEqualTo(keys.peerId());
    assertThat(Keystore.open(home, random).key("old").publicKey())
        .isEqualTo(keys.peer().publicKey());
  }

  @Test
  void neverSeesTheKeysOfMoney() throws Exception {
    Files.writeString(home.resolve("keystore/wallet"), "the wallet's");
    Files.writeString(home.resolve("keystore/operator"), "the operator's");
    assertThat(names()).containsExactly("self");
    for (String name : List.of("wallet", "operator", "../keystore/wallet", "peer")) {
      assertThatThrownBy(() -> keys.remove(name)).isInstanceOf(KeyRefused.class);
      assertThatThrownBy(() -> keys.rename(name, "mine", true)).isInstanceOf(KeyRefused.class);
    }
    keys.generate("wallet");
    assertThat(home.resolve("keystore/wallet")).hasContent("the wallet's");
    keys.remove("wallet");
    assertThat(home.resolve("keystore/wallet")).exists();
  }

  @Test
  void refusesADamagedIdentityWithoutShowingIt() throws Exception {
    Path file = home.resolve("keystore/peer");
    byte[] bytes = Files.readAllBytes(file);
    bytes[1] ^= 0x40;
    Files.write(file, bytes);
    assertThatThrownBy(() -> Keystore.open(home, random))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("keystore/peer");
    Files.delete(file);
    assertThatThrownBy(() -> Keystore.open(home, random)).hasMessageContaining("is missing");
  }

  @Test
  void comparesTokens() throws Exception {
    Token token = Token.ofHome(home, random);
    String secret = Token.read(home).orElseThrow();
    assertThat(secret).hasSize(64);
    assertThat(token.matches(secret)).isTrue();
    assertThat(token.matches(secret.substring(1))).isFalse();
    assertThat(token.matches("")).isFalse();
    assertThat(token.toString()).doesNotContain(secret);
    assertThat(Token.ofHome(home, random).matches(secret)).isTrue();
    Files.writeString(home.resolve("token"), "short\n");
    assertThatThrownBy(() -> Token.ofHome(home, random)).isInstanceOf(IOException.class);
  }
}
