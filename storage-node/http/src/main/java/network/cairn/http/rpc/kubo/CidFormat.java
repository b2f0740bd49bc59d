package network.cairn.http.rpc.kubo;

import network.cairn.http.rpc.CommandError;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;

/// How a CID is to be written: a text in which letters behind `%` stand for its parts. Immutable.
final class CidFormat {
  private static final String LETTERS = "%bBvVcChHLmMdDsSP";
  private final String text;

  /// @throws CommandError if the text has no such letter, or an unknown one
  CidFormat(String text) {
    this.text = text;
    if (text.indexOf('%') < 0) {
      throw new CommandError("invalid format string: \"" + text + "\"");
    }
    for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 2)) {
      if (i + 1 == text.length()) {
        throw new CommandError("premature end of format string");
      }
      if (LETTERS.indexOf(text.charAt(i + 1)) < 0) {
        throw new CommandError(
            "unrecognized specifier in format string: " + text.substring(i, i + 2));
      }
    }
  }

  /// @throws network.cairn.ipld.cid.InvalidCid if the CID has no form in the base
  String of(Cid cid, Multibase base) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c == '%' ? part(text.charAt(++i), cid, base) : String.valueOf(c));
    }
    return out.toString();
  }

  private static String part(char letter, Cid cid, Multibase base) {
    Multihash hash = cid.multihash();
    return switch (letter) {
      case 'b' -> base.specName();
      case 'B' -> Character.toString(base.prefix());
      case 'v' -> "cidv" + cid.version();
      case 'V' -> Integer.toString(cid.version());
      case 'c' -> codec(cid.codec());
      case 'C' -> Long.toString(cid.codec());
      case 'h' -> function(hash.code());
      case 'H' -> Long.toString(hash.code());
      case 'L' -> Integer.toString(hash.size());
      case 'm' -> base.encode(hash.bytes());
      case 'M' -> base.encodeRaw(hash.bytes());
      case 'd' -> base.encode(hash.digest());
      case 'D' -> base.encodeRaw(hash.digest());
      case 's' -> cid.toString(base);
      case 'S' -> base.encodeRaw(cid.bytes());
      case 'P' ->
          "cidv"
              + cid.version()
              + "-"
              + codec(cid.codec())
              + "-"
              + function(hash.code())
              + "-"
              + hash.size();
      default -> "%";
    };
  }

  private static String codec(long code) {
    return Multicodec.name(code).orElseGet(() -> "Code(" + code + ")");
  }

  private static String function(long code) {
    return Multicodec.name(code).orElseGet(() -> "hash?" + code);
  }
}
