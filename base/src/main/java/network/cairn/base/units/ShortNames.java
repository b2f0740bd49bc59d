package network.cairn.base.units;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Short names of accounts, so of providers: the first eight characters of an address behind its
/// `cairn1` or `tcairn1`. A short name stands in the whole address, and is the same on every
/// machine.
///
/// Eight characters are 40 bits: enough among honest accounts, not against somebody who searches
/// for an equal one. Where several are shown together, [#distinct] makes each as long as it must
/// be; and nothing is ever paid to a short name.
public final class ShortNames {
  /// Of bech32.
  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

  private static final int LENGTH = 8;
  private static final char SEPARATOR = '1';
  private static final int BITS = 5;

  private ShortNames() {}

  /// The name of an account by the bytes of its address, which are at least five.
  public static String of(byte[] address) {
    long bits = 0;
    for (int i = 0; i < LENGTH * BITS / Byte.SIZE; i++) {
      bits = bits << Byte.SIZE | address[i] & 0xff;
    }
    StringBuilder name = new StringBuilder(LENGTH);
    for (int shift = (LENGTH - 1) * BITS; shift >= 0; shift -= BITS) {
      name.append(ALPHABET.charAt((int) (bits >>> shift) & 31));
    }
    return name.toString();
  }

  /// The name of an account by its address as text; what is too short to be one stays as it is.
  public static String of(String address) {
    return cut(address, LENGTH);
  }

  private static String cut(String address, int length) {
    String data = data(address);
    return data.length() <= length ? data : data.substring(0, length);
  }

  private static String data(String address) {
    // The alphabet has no separator, so the last one is it.
    return address.substring(address.lastIndexOf(SEPARATOR) + 1);
  }

  /// The names of addresses that are shown together: no two are equal, none is shorter than usual.
  public static Map<String, String> distinct(Collection<String> addresses) {
    List<String> sorted = new ArrayList<>(new TreeSet<>(addresses));
    Map<String, String> names = new LinkedHashMap<>();
    for (String address : addresses) {
      int length = LENGTH;
      for (String other : sorted) {
        if (!other.equals(address)) {
          length = Math.max(length, common(data(address), data(other)) + 1);
        }
      }
      names.put(address, cut(address, length));
    }
    return names;
  }

  private static int common(String a, String b) {
    int same = 0;
    while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    return same;
  }

  /// The addresses that a word means: the whole of one, or the beginning of its part behind the
  /// separator, at least as long as a short name. More than one if it is ambiguous.
  public static List<String> matching(String word, Collection<String> addresses) {
    return addresses.stream()
        .filter(address ->
            address.equals(word) || word.length() >= LENGTH && data(address).startsWith(word))
        .distinct()
        .toList();
  }
}
