package network.cairn.ledger.wallet;

import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Profile;

/// Addresses as people see them: bech32m, `cairn1…` or, on dev chains, `tcairn1…` (docs/protocol.md
/// §9).
public final class Addresses {
  private Addresses() {}

  public static String format(Profile profile, Address address) {
    return Bech32m.encode(profile.addressPrefix(), address.toByteArray());
  }

  /// @throws InvalidAddress if it is no address of this profile
  public static Address parse(Profile profile, String text) {
    byte[] bytes = Bech32m.decode(profile.addressPrefix(), text);
    if (bytes.length != Address.SIZE) {
      throw new InvalidAddress("an address stands for 32 bytes, not " + bytes.length);
    }
    return Address.of(bytes);
  }
}
