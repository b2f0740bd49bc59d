package network.cairn.deals.market;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import network.cairn.ledger.wallet.Amounts;

/// What the market says in the log: a line for each step that costs or keeps something. Stateless.
final class MarketLog {
  private static final Logger LOG = System.getLogger("network.cairn.market");

  private MarketLog() {}

  static void say(String line) {
    LOG.log(Level.INFO, line);
  }

  static void warn(String line) {
    LOG.log(Level.WARNING, line);
  }

  static void fault(long agreement, RuntimeException why) {
    LOG.log(
        Level.WARNING,
        "agreement "
            + agreement
            + " could not be looked after: "
            + why.getMessage()
            + (why.getCause() == null ? "" : ": " + why.getCause().getMessage()));
    LOG.log(Level.DEBUG, "what agreement " + agreement + " met", why);
  }

  /// Somebody whom nothing can be told any more holds up nothing.
  static PutListener careful(PutListener listener) {
    return progress -> {
      try {
        listener.on(progress);
      } catch (RuntimeException e) {
        LOG.log(Level.DEBUG, "nobody follows a put any more", e);
      }
    };
  }

  static void paid(long agreement, long height, PutQuote quote) {
    say(
        "agreement "
            + agreement
            + " created in block "
            + height
            + ": "
            + quote.root()
            + ", "
            + quote.create().copies()
            + " copies for "
            + quote.create().term()
            + " periods, paid "
            + Amounts.text(quote.total()));
  }

  /// Tells a listener, and the log what has come of a slot.
  static PutListener around(long agreement, PutListener listener) {
    return progress -> {
      say(agreement, progress);
      listener.on(progress);
    };
  }

  private static void say(long agreement, PutListener.Progress progress) {
    switch (progress) {
      case PutListener.Progress.Taken taken ->
          say(slot(agreement, taken.slot()) + " taken by provider " + taken.provider());
      case PutListener.Progress.Refused refused ->
          say(
              slot(agreement, refused.slot())
                  + " refused by provider "
                  + refused.provider()
                  + ": "
                  + refused.reason());
      case PutListener.Progress.Opened opened ->
          say(
              slot(agreement, opened.slot())
                  + " placed: set "
                  + opened.set()
                  + " at provider "
                  + opened.provider());
      case PutListener.Progress.Proven proven ->
          say(slot(agreement, proven.slot()) + " proven: set " + proven.set());
      case PutListener.Progress.Created _, PutListener.Progress.Pulling _ -> {}
    }
  }

  private static String slot(long agreement, int slot) {
    return "agreement " + agreement + " slot " + slot;
  }
}
