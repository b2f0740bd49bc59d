package network.cairn.http.gateway.host;

/// What a caller's host and path stand for.
public sealed interface HostPlace {
  /// A path of content, as it is in the URL.
  ///
  /// @param pages whether files and directories are shown there
  record Path(String path, boolean pages) implements HostPlace {}

  /// A path below the one root that the host stands for.
  ///
  /// @param path with the root
  /// @param origin where the links of a listing to other roots go: `//HOST` of the gateway whose
  ///   subdomain this is, or of the domain itself
  /// @param domain whether the host is a domain that stands for content
  record Root(String path, String origin, boolean domain, boolean pages) implements HostPlace {}

  /// Another URL.
  record Elsewhere(String url) implements HostPlace {}

  /// Nothing is served by that host below that path.
  record Nowhere() implements HostPlace {}
}
