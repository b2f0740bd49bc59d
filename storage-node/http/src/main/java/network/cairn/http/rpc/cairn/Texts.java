package network.cairn.http.rpc.cairn;

import java.time.Duration;
import network.cairn.base.units.InvalidQuantity;
import network.cairn.base.units.TermLength;
import network.cairn.deals.market.Terms;
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

  /// `2.5` or `2.5 CAIRN`.
  ///
  /// @throws BadRequest if it is no amount
  static Amount amount(String text) {
    try {
      return Amounts.parse(text);
    } catch (OutOfRange e) {
      throw new BadRequest(String.valueOf(e.getMessage()));
    }
  }

  static long id(String text) {
    if (!text.matches("[1-9][0-9]{0,17}")) {
      throw new BadRequest("'" + text + "' is no number of an agreement or set");
    }
    return Long.parseLong(text);
  }

  /// A time, or a number of periods as `20p`.
  static Duration term(String text, Params params) {
    try {
      return TermLength.parse(text).of(Terms.period(params));
    } catch (InvalidQuantity e) {
      throw new BadRequest("option for: " + e.getMessage());
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
