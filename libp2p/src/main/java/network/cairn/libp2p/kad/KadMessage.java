package network.cairn.libp2p.kad;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A request or its answer.
///
/// @param key the raw target of the request; empty where there is none
/// @param value of a record, in PUT_VALUE and answers to GET_VALUE
/// @param closer peers nearer to the key
/// @param providers of the key
record KadMessage(
    Type type,
    ByteString key,
    Optional<ByteString> value,
    List<KadPeer> closer,
    List<KadPeer> providers) {
  /// What is asked.
  enum Type {
    PUT_VALUE(0),
    GET_VALUE(1),
    ADD_PROVIDER(2),
    GET_PROVIDERS(3),
    FIND_NODE(4),
    PING(5);

    /// On the wire.
    final int number;

    Type(int number) {
      this.number = number;
    }

    static Optional<Type> of(int number) {
      return Arrays.stream(values()).filter(t -> t.number == number).findFirst();
    }
  }

  KadMessage {
    closer = List.copyOf(closer);
    providers = List.copyOf(providers);
  }

  static KadMessage of(Type type, byte[] key) {
    return new KadMessage(type, ByteString.copyFrom(key), Optional.empty(), List.of(), List.of());
  }

  KadMessage withCloser(List<KadPeer> peers) {
    return new KadMessage(type, key, value, peers, providers);
  }

  KadMessage withProviders(List<KadPeer> peers) {
    return new KadMessage(type, key, value, closer, peers);
  }

  KadMessage withValue(ByteString record) {
    return new KadMessage(type, key, Optional.of(record), closer, providers);
  }
}
