package network.cairn.http.gateway.deny;

import java.util.List;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multibase.Multibase;

/// All lists, in order: of several rules that fit, the last counts, whichever list it is of.
record DenyRules(List<Denylist> lists) {
  DenyRules {
    lists = List.copyOf(lists);
  }

  boolean isEmpty() {
    return lists.isEmpty();
  }

  /// Whether a path below a CID is blocked.
  boolean blocks(Cid root, List<String> names) {
    if (lists.isEmpty()) {
      return false;
    }
    String path = String.join("/", names);
    String hash = Multibase.encodeBase58btc(root.multihash().bytes());
    return blocks("/ipfs/" + hash, path)
        || isHidden(hash + (path.isEmpty() ? "" : "/" + path))
        || isHidden(root.toV1() + "/" + path);
  }

  /// Whether a path below a name is blocked.
  boolean blocks(String name, List<String> names) {
    if (lists.isEmpty()) {
      return false;
    }
    String path = String.join("/", names);
    String key = Denylist.nameKey(name);
    return blocks(key, path)
        || isHidden(key.substring("/ipns/".length()) + (path.isEmpty() ? "" : "/" + path))
        || isHidden(Denylist.lowerCase(name) + "/" + path);
  }

  private boolean blocks(String key, String path) {
    return lists.reversed().stream()
        .flatMap(list -> list.last(key, path).stream())
        .findFirst()
        .filter(rule -> !rule.allow())
        .isPresent();
  }

  private boolean isHidden(String text) {
    return lists.stream().anyMatch(Denylist::hidesAny) && isHidden(Digest.ofText(text));
  }

  private boolean isHidden(Digest digest) {
    return lists.stream().anyMatch(list -> list.hides(digest));
  }
}
