package network.cairn.http.rpc.cairn;

import java.time.Duration;
import network.cairn.base.units.Durations;
import network.cairn.base.units.InvalidQuantity;
import network.cairn.http.rpc.BadRequest;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.ledger.wallet.Amounts;
import network.cairn.ledger.wallet.InvalidAddress;

/// Amounts, addresses, ids and times as callers write them.
final class Texts {
  private final Profile profile;

  Texts(Profile profile) {
    this.profile = profile;
  }

  /// `2.5` CAIRN or `2500pebbles`.
  ///
  /// @throws BadRequest if it is neither, or not a whole number of pebbles
  static Amount amount(String text) {
    try {
      return Amounts.parse(text);
    } catch (OutOfRange e) {
      throw new BadRequest(String.valueOf(e.getMessage()));
    }
  }

  static long id(String text) {
    if (!text.matches("[1-9][0-9]{0,17}")) {
      throw new BadRequest("'" + text + "' is no id");
    }
    return Long.parseLong(text);
  }

  /// A time, or a number of periods as `20p`.
  static Duration term(String text, Params params) {
    if (text.matches("[1-9][0-9]{0,3}p")) {
      long periods = Long.parseLong(text.substring(0, text.length() - 1));
      return Duration.ofMillis(periods * params.period() * params.blockIntervalMs());
    }
    try {
      return Durations.parse(text);
    } catch (InvalidQuantity e) {
      throw new BadRequest("option for: " + e.getMessage() + ", or periods as 20p");
    }
  }

  Address address(String text) {
    try {
      return Addresses.parse(profile, text);
    } catch (InvalidAddress e) {
      throw new BadRequest(String.valueOf(e.getMessage()));
    }
  }

  String text(Address address) {
    return Addresses.format(profile, address);
  }
}
