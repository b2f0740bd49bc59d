package network.cairn.ledger.client;

import java.nio.charset.StandardCharsets;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.wallet.Signer;

/// Keys made from names.
public final class TestKeys {
  private TestKeys() {}

  public static byte[] seed(String name) {
    return Sha256.of(("test-key/" + name).getBytes(StandardCharsets.UTF_8));
  }

  public static Signer signer(String name) {
    return new Signer(seed(name));
  }
}
