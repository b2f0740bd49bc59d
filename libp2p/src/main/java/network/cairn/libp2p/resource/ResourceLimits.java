package network.cairn.libp2p.resource;

/// The one table of what may be held at once, a row for each kind of scope. A connection counts in
/// every scope that it belongs to.
///
/// @param system all connections together
/// @param strangers inbound connections that this host has no reason to keep yet: most of the
///   places and half of the memory, so that there is always room for those that it dials and knows
/// @param nearby loopback as a whole, and each private site: there many nodes share one machine or
///   one router, and nobody far away can come from there; half of the system, so that the other
///   half is left to the rest of the world
/// @param site an IPv4 /24 or IPv6 /48 of public addresses
/// @param address an IPv4 address or IPv6 /56, public or private; loopback has no such row
/// @param peer one identity, wherever it connects from
public record ResourceLimits(
    ScopeLimits system,
    ScopeLimits strangers,
    ScopeLimits nearby,
    ScopeLimits site,
    ScopeLimits address,
    ScopeLimits peer) {
  /// What a connection costs by itself: a record to write and one to read, 64 KiB each, the same
  /// sealed, and its tasks.
  public static final long CONNECTION_BYTES = 264L << 10;

  private static final long MIB = 1L << 20;
  private static final long MOST = 1152 * MIB;
  private static final long HEAP_SHARE = 4;
  private static final long PEERS_SHARE = 32;
  private static final long LEAST_CONNECTIONS = 48;
  private static final long MOST_CONNECTIONS = 512;

  /// The table for a process whose heap may grow to so many bytes: a quarter of it for the network.
  public static ResourceLimits ofHeap(long heapBytes) {
    return ofMemory(Math.min(MOST, heapBytes / HEAP_SHARE));
  }

  /// What is remembered of peers may take a thirty-second of the heap.
  public static long peersOfHeap(long heapBytes) {
    return heapBytes / PEERS_SHARE;
  }

  /// The table for so many bytes of windows and buffers: two connections for each 3 MiB, from 48 to
  /// 512, so that bare ones with a stream each leave memory to work with. A site may hold an eighth
  /// of the connections and a quarter of the rest, an address or a peer 8 connections and a sixth
  /// of the memory.
  public static ResourceLimits ofMemory(long memory) {
    long connections = Math.clamp(memory * 2 / 3 / MIB, LEAST_CONNECTIONS, MOST_CONNECTIONS);
    return new ResourceLimits(
        new ScopeLimits(connections, 64, 4096, 1024, memory),
        new ScopeLimits(most(connections), 64, most(4096), most(1024), memory / 2),
        new ScopeLimits(connections / 2, 32, 2048, 512, memory / 2),
        new ScopeLimits(connections / 8, 16, 1024, 256, memory / 4),
        new ScopeLimits(8, 8, 768, 128, memory / 6),
        new ScopeLimits(8, 8, 768, 128, memory / 6));
  }

  private static long most(long all) {
    return all / 8 * 7;
  }
}
