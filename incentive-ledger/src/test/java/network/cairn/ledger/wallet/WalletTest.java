package network.cairn.ledger.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WalletTest {
  @TempDir Path folder;

  @Test
  void keepsAKeyForItsOwnerAlone() throws IOException {
    Path file = folder.resolve("keystore").resolve("wallet");
    Signer made = KeyFile.create(file, new Random(1));
    assertThat(KeyFile.read(file).pubkey()).isEqualTo(made.pubkey());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> KeyFile.create(file, new Random(2)))
        .isInstanceOf(KeyFileFault.class)
        .hasMessageContaining("never overwritten");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> KeyFile.read(file))
        .isInstanceOf(KeyFileFault.class)
        .hasMessageContaining("chmod 600");
    assertThat(made.toString()).doesNotContain(HexFormat.of().formatHex(made.seed()));
  }

  @Test
  void aMissingKeyFileIsToldAsMissing() {
    Path file = folder.resolve("none");
    assertThatThrownBy(() -> KeyFile.read(file))
        .isInstanceOf(KeyFileFault.class)
        .hasMessage(
            "the key file "
                + file
                + " is missing; restore it from a backup, nothing else has the key");
  }

  @Test
  void refusesWhatIsNoKeyFile() throws IOException {
    Path file = folder.resolve("bad");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, "ed25519-seed 00\n");
    assertThatThrownBy(() -> KeyFile.read(file)).isInstanceOf(KeyFileFault.class);
    assertThatThrownBy(() -> KeyFile.read(folder.resolve("none"))).isInstanceOf(KeyFileFault.class);
  }

  /// A seed with another bit is another account, which nobody would notice before its payments
  /// fail.
  @Test
  void refusesAKeyOfWhichABitFlippedAndTakesOneOfBefore() throws IOException {
    Path file = folder.resolve("wallet");
    Signer made = KeyFile.create(file, new Random(1));
    byte[] whole = Files.readAllBytes(file);
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, flipped);
      assertThatThrownBy(() -> KeyFile.read(file))
          .isInstanceOf(KeyFileFault.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("restore it from a backup");
    }
    String seed = new String(whole, StandardCharsets.US_ASCII).lines().findFirst().orElseThrow();
    Files.writeString(file, seed + "\n");
    assertThat(KeyFile.read(file).pubkey()).isEqualTo(made.pubkey());
  }

  @Test
  void signsWhatTheVerifierAccepts() {
    Signer signer = new Signer(new byte[32]);
    SignedTx tx =
        signer.tx(
            ByteString.copyFrom(new byte[32]),
            1,
            2,
            3,
            List.of(new Msg.Transfer(signer.address(), Amount.ofCairn(1))));
    assertThat(TxBody.decode(tx.body()).payer()).isEqualTo(signer.address().bytes());
    assertThat(
            Ed25519.verify(
                signer.pubkey().toByteArray(),
                Domain.TX.signBytes(tx.body()),
                tx.sig().signature().toByteArray()))
        .isTrue();
  }

  @Test
  void writesAddressesOfEachProfileAndRefusesTheOthers() {
    Property.check(
        50,
        random -> {
          Address address = Address.of(Property.bytes(random, 32));
          String dev = Addresses.format(Profile.DEV, address);
          assertThat(dev).startsWith("tcairn1");
          assertThat(Addresses.parse(Profile.DEV, dev)).isEqualTo(address);
          assertThatThrownBy(() -> Addresses.parse(Profile.MAIN, dev))
              .isInstanceOf(InvalidAddress.class);
          int at = 7 + random.nextInt(dev.length() - 7);
          char other = dev.charAt(at) == 'q' ? 'p' : 'q';
          String mistyped = dev.substring(0, at) + other + dev.substring(at + 1);
          assertThatThrownBy(() -> Addresses.parse(Profile.DEV, mistyped))
              .isInstanceOf(InvalidAddress.class);
        });
    assertThatThrownBy(() -> Addresses.parse(Profile.MAIN, Bech32m.encode("cairn", new byte[31])))
        .hasMessageContaining("32 bytes");
  }

  @FuzzTest
  void addressesParseOrAreRefused(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();
    try {
      Addresses.parse(Profile.DEV, text);
    } catch (InvalidAddress e) {
      assertThat(e).hasMessageContaining("");
    }
  }

  @FuzzTest
  void keyFilesAreReadOrRefused(byte[] bytes) {
    KeyFile.parse(bytes).ifPresent(seed -> assertThat(seed).hasSize(32));
  }
}
