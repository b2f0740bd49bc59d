package network.cairn.libp2p.resource;

import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.base.net.AddressPrefix;
import network.cairn.libp2p.peer.PeerId;
import org.jspecify.annotations.Nullable;

/// What one connection holds, counted in its network's, its peer's and the host's scopes as well:
/// taken in all of them or in none. Thread-safe; refusal is a value.
///
/// Once closed, nothing more is taken; what streams still hold counts until they give it back.
public final class ConnectionScope {
  private final Resources all;
  private final Optional<Networks> networks;
  private final boolean inbound;

  // Guarded by the lock of all.
  private final Map<Resource, Long> held = new EnumMap<>(Resource.class);
  private @Nullable PeerId peer;
  private long charged;
  private boolean closed;
  private boolean known;

  ConnectionScope(Resources all, Optional<InetAddress> ip, boolean inbound) {
    this.all = all;
    this.networks = ip.map(Networks::of);
    this.inbound = inbound;
    this.known = !inbound;
  }

  /// Notes that the connection belongs to a proved peer and is no upgrade any more.
  ///
  /// @return the bound that refuses it, if one does; the scope is closed then
  public Optional<String> secured(PeerId proved) {
    return all.secured(this, proved);
  }

  /// Takes the memory that the connection itself costs; given back by [#close].
  public boolean takeOwn() {
    return all.takeOwn(this);
  }

  /// Whether the connection is one that this host chose or that has been of use: only such may take
  /// the last part of what the host has.
  public void known(boolean yes) {
    all.know(this, yes);
  }

  public boolean takeStream() {
    return all.take(this, Resource.STREAMS, 1, Resources.ALL);
  }

  public void giveStream() {
    all.give(this, Resource.STREAMS, 1);
  }

  public boolean takeNegotiation() {
    return all.take(this, Resource.NEGOTIATIONS, 1, Resources.ALL);
  }

  public void giveNegotiation() {
    all.give(this, Resource.NEGOTIATIONS, 1);
  }

  /// @param priority of 255: the part of each limit up to which this request may fill it
  public boolean takeMemory(long bytes, int priority) {
    return all.take(this, Resource.MEMORY, bytes, priority);
  }

  public void giveMemory(long bytes) {
    all.give(this, Resource.MEMORY, bytes);
  }

  /// Gives back the connection itself; idempotent.
  public void close() {
    all.close(this);
  }

  /// The site that the connection comes from; empty if its transport has no IP addresses.
  public Optional<AddressPrefix> site() {
    return networks.map(Networks::site);
  }

  Optional<Networks> networks() {
    return networks;
  }

  boolean isInbound() {
    return inbound;
  }

  boolean isKnown() {
    return known;
  }

  void setKnown(boolean yes) {
    known = yes;
  }

  boolean isClosed() {
    return closed;
  }

  void end() {
    closed = true;
  }

  @Nullable PeerId peer() {
    return peer;
  }

  void belongsTo(PeerId proved) {
    peer = proved;
  }

  long held(Resource resource) {
    return held.getOrDefault(resource, 0L);
  }

  void add(Resource resource, long amount) {
    held.merge(resource, amount, Long::sum);
  }

  /// What was taken for the connection itself.
  long charged() {
    return charged;
  }

  void charge(long bytes) {
    charged = bytes;
  }
}
