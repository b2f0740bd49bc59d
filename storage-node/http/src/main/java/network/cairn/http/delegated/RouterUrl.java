package network.cairn.http.delegated;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.function.Predicate;
import network.cairn.libp2p.kad.KadScope;
import network.cairn.store.config.RouterAddress;

/// Where a router is and what it is asked for, as `Routing.DelegatedRouters` names it: the address
/// of a server, which is asked for all, or that and the path of one kind of question.
///
/// @param base without a slash at its end; paths such as `/routing/v1/providers/CID` follow
/// @param providers whether it is asked who has a block
/// @param peers whether it is asked where a peer is
/// @param names whether it is asked for records of names
/// @param local whether it is named by an address of this machine or of a private network: only
///   then it may send this node to addresses of these
/// @param loopback whether it is named by an address of this machine: only then it may send
///   requests over HTTP to this machine
public record RouterUrl(
    String base, boolean providers, boolean peers, boolean names, boolean local, boolean loopback) {
  private static final String API = "/routing/v1";

  /// @throws IllegalArgumentException if this names no router; the message says what would
  public static RouterUrl parse(String text) {
    URI uri = RouterAddress.parse(text);
    String path = RouterAddress.path(uri);
    boolean all = path.isEmpty() || path.equals(API);
    return new RouterUrl(
        uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getRawAuthority(),
        all || path.equals(API + "/providers"),
        all || path.equals(API + "/peers"),
        all || path.equals(API + "/ipns"),
        isOf(uri.getHost(), address -> !KadScope.isPublic(address)),
        isOf(uri.getHost(), InetAddress::isLoopbackAddress));
  }

  /// A name says nothing of where it leads, so that it counts as one of the internet.
  private static boolean isOf(String host, Predicate<InetAddress> kind) {
    if (host.equalsIgnoreCase("localhost")) {
      return kind.test(InetAddress.getLoopbackAddress());
    }
    boolean literal =
        host.startsWith("[") || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    try {
      return literal && kind.test(InetAddress.getByName(host));
    } catch (UnknownHostException _) {
      return false;
    }
  }

  /// The address for people.
  @Override
  public String toString() {
    return base;
  }
}
