package network.cairn.http.delegated;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import network.cairn.libp2p.multiaddr.Multiaddr;

/// Which records a caller wants, and which of their addresses (IPIP-484). Immutable.
///
/// Bounds: [#MOST] names in each list, [#LONGEST] characters each.
final class RecordFilter {
  static final int MOST = 64;
  static final int LONGEST = 63;

  private static final String UNKNOWN = "unknown";

  private final List<String> wanted;
  private final List<String> unwanted;
  private final List<String> protocols;

  private RecordFilter(List<String> wanted, List<String> unwanted, List<String> protocols) {
    this.wanted = wanted;
    this.unwanted = unwanted;
    this.protocols = protocols;
  }

  /// Reads `filter-addrs` and `filter-protocols` from a query.
  ///
  /// @throws IllegalArgumentException if they are over their bounds or not encoded as a query; the
  ///   message is for the caller
  static RecordFilter of(String query) {
    List<String> wanted = new ArrayList<>();
    List<String> unwanted = new ArrayList<>();
    for (String name : names(query, "filter-addrs")) {
      if (name.startsWith("!")) {
        unwanted.add(name.substring(1));
      } else {
        wanted.add(name);
      }
    }
    return new RecordFilter(
        List.copyOf(wanted), List.copyOf(unwanted), names(query, "filter-protocols"));
  }

  private static List<String> names(String query, String parameter) {
    List<String> names = new ArrayList<>();
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(parameter + "=")) {
        String value =
            URLDecoder.decode(pair.substring(parameter.length() + 1), StandardCharsets.UTF_8);
        for (String name : value.split(",", -1)) {
          take(names, parameter, name.strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    return List.copyOf(names);
  }

  private static void take(List<String> names, String parameter, String name) {
    if (name.isEmpty()) {
      return;
    }
    if (names.size() >= MOST || name.length() > LONGEST) {
      throw new IllegalArgumentException(
          parameter + " has at most " + MOST + " names of at most " + LONGEST + " characters");
    }
    names.add(name);
  }

  /// The record with those of its addresses that are wanted; empty if it is not wanted.
  Optional<PeerRecord> apply(PeerRecord record) {
    return speaks(record) ? reachable(record) : Optional.empty();
  }

  private boolean speaks(PeerRecord record) {
    if (protocols.isEmpty()) {
      return true;
    }
    return record.protocols().isEmpty()
        ? protocols.contains(UNKNOWN)
        : record.protocols().stream()
            .anyMatch(name -> protocols.contains(name.toLowerCase(Locale.ROOT)));
  }

  private Optional<PeerRecord> reachable(PeerRecord record) {
    if (wanted.isEmpty() && unwanted.isEmpty()) {
      return Optional.of(record);
    }
    if (record.addresses().isEmpty()) {
      return wanted.contains(UNKNOWN) ? Optional.of(record) : Optional.empty();
    }
    List<Multiaddr> left = record.addresses().stream().filter(this::isWanted).toList();
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(new PeerRecord(record.id(), left, record.protocols()));
  }

  private boolean isWanted(Multiaddr address) {
    return unwanted.stream().noneMatch(name -> names(address, name))
        && (wanted.isEmpty() || wanted.stream().anyMatch(name -> names(address, name)));
  }

  private static boolean names(Multiaddr address, String protocol) {
    return address.components().stream().anyMatch(c -> c.protocol().text().equals(protocol));
  }
}
