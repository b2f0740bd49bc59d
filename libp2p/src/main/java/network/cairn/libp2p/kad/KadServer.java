package network.cairn.libp2p.kad;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PeerId;

/// Answers peers' requests from the table and the records. Thread-safe.
///
/// An answer is at most [#MAX_ANSWER] bytes, the most that rust-libp2p reads.
final class KadServer {
  static final int MAX_KEY = 80;
  static final int MAX_ANSWER = 16 * 1024;

  /// So that twenty peers and providers beside them fit an answer.
  private static final int TOLD_ADDRESSES = 8;

  /// What type, length and key take at most, with a record's frame.
  private static final int FRAME = 256;

  private final KadNetwork network;
  private final KadScope scope;
  private final RoutingTable table;
  private final ProviderRecords providers;
  private final Values values;

  KadServer(
      KadNetwork network,
      KadScope scope,
      RoutingTable table,
      ProviderRecords providers,
      Values values) {
    this.network = network;
    this.scope = scope;
    this.table = table;
    this.providers = providers;
    this.values = values;
  }

  /// @return the answer; empty for a request that has none
  /// @throws IOException if the request is refused; the text says why
  Optional<KadMessage> answer(PeerId from, KadMessage request) throws IOException {
    return switch (request.type()) {
      case PING -> Optional.of(KadMessage.of(KadMessage.Type.PING, new byte[0]));
      case FIND_NODE -> Optional.of(findNode(from, request));
      case GET_PROVIDERS -> Optional.of(getProviders(from, request));
      case ADD_PROVIDER -> {
        addProvider(from, request);
        yield Optional.empty();
      }
      case GET_VALUE -> Optional.of(getValue(from, request));
      case PUT_VALUE -> {
        values.put(
            key(request),
            request
                .value()
                .map(ByteString::toByteArray)
                .orElseThrow(() -> new IOException("PUT_VALUE without a record")));
        yield Optional.of(
            KadMessage.of(KadMessage.Type.PUT_VALUE, request.key().toByteArray())
                .withValue(request.value().orElseThrow()));
      }
    };
  }

  private static byte[] key(KadMessage request) throws IOException {
    if (request.key().isEmpty() || request.key().size() > MAX_KEY) {
      throw new IOException(
          request.type()
              + " with a key of "
              + request.key().size()
              + " bytes, allowed are 1 to 80");
    }
    return request.key().toByteArray();
  }

  private KadMessage findNode(PeerId from, KadMessage request) throws IOException {
    byte[] key = key(request);
    Set<PeerId> told = new LinkedHashSet<>();
    target(key).ifPresent(told::add);
    told.addAll(nearest(from, key));
    return KadMessage.of(KadMessage.Type.FIND_NODE, new byte[0])
        .withCloser(fitting(located(told), MAX_ANSWER - FRAME));
  }

  /// The peer that is looked for, if the key is one: it is told even where it is in no table.
  private static Optional<PeerId> target(byte[] key) {
    try {
      return Optional.of(PeerId.decode(key));
    } catch (InvalidPeer _) {
      return Optional.empty();
    }
  }

  private List<PeerId> nearest(PeerId from, byte[] key) {
    return table.nearest(KadKey.of(key), RoutingTable.BUCKET + 1).stream()
        .filter(peer -> !peer.equals(from))
        .limit(RoutingTable.BUCKET)
        .toList();
  }

  /// These peers, as far as it is known where they are.
  private List<KadPeer> located(Iterable<PeerId> peers) {
    List<KadPeer> located = new ArrayList<>();
    for (PeerId peer : peers) {
      List<Multiaddr> known =
          peer.equals(network.self()) ? network.ownAddresses() : network.addresses(peer);
      List<Multiaddr> addresses = scope.filter(known);
      if (!addresses.isEmpty()) {
        located.add(new KadPeer(peer, addresses));
      }
    }
    return located;
  }

  private static List<KadPeer> fitting(List<KadPeer> peers, int room) {
    List<KadPeer> fitting = new ArrayList<>();
    int left = room;
    for (KadPeer peer : peers) {
      KadPeer told =
          new KadPeer(peer.id(), peer.addresses().stream().limit(TOLD_ADDRESSES).toList());
      left -= KadCodec.size(told);
      if (left < 0) {
        break;
      }
      fitting.add(told);
    }
    return fitting;
  }

  private KadMessage getProviders(PeerId from, KadMessage request) throws IOException {
    byte[] key = key(request);
    List<KadPeer> closer = fitting(located(nearest(from, key)), (MAX_ANSWER - FRAME) / 2);
    int room = MAX_ANSWER - FRAME - closer.stream().mapToInt(KadCodec::size).sum();
    List<KadPeer> known =
        providers.of(key).stream().map(p -> new KadPeer(p.id(), scope.filter(where(p)))).toList();
    return KadMessage.of(request.type(), key)
        .withCloser(closer)
        .withProviders(fitting(known, room));
  }

  private List<Multiaddr> where(KadPeer provider) {
    if (provider.id().equals(network.self())) {
      return network.ownAddresses();
    }
    return provider.addresses().isEmpty() ? network.addresses(provider.id()) : provider.addresses();
  }

  private void addProvider(PeerId from, KadMessage request) throws IOException {
    byte[] key = key(request);
    KadPeer own =
        request.providers().stream()
            .filter(p -> p.id().equals(from) && !p.addresses().isEmpty())
            .findFirst()
            .orElseThrow(
                () -> new IOException("ADD_PROVIDER that does not name its sender's addresses"));
    providers.add(key, new KadPeer(from, scope.filter(own.addresses())));
  }

  private KadMessage getValue(PeerId from, KadMessage request) throws IOException {
    byte[] key = key(request);
    KadMessage answer =
        KadMessage.of(request.type(), key)
            .withCloser(fitting(located(nearest(from, key)), (MAX_ANSWER - FRAME) / 3));
    return values.get(key).map(ByteString::copyFrom).map(answer::withValue).orElse(answer);
  }
}
