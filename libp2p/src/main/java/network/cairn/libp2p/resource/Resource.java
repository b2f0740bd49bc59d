package network.cairn.libp2p.resource;

/// What connections hold of a host, counted in every scope.
public enum Resource {
  /// Connections, from their acceptance or dial to their end.
  CONNECTIONS,
  /// Inbound connections that are not secured and muxed yet.
  UPGRADES,
  /// Streams that agreed on a protocol or are about to.
  STREAMS,
  /// Inbound streams that are agreeing on a protocol.
  NEGOTIATIONS,
  /// Bytes of receive windows, of send buffers and of each connection's own buffers.
  MEMORY
}
