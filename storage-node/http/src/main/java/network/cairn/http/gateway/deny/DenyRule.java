package network.cairn.http.gateway.deny;

/// What a line says of paths below one root; of several that fit, the last counts.
///
/// @param allow whether it makes an exception
/// @param path below the root, without slashes at its ends; empty for the root itself
/// @param prefix whether it speaks of all paths that begin so
record DenyRule(boolean allow, String path, boolean prefix) {
  boolean fits(String asked) {
    return prefix ? asked.startsWith(path) : asked.equals(path);
  }
}
