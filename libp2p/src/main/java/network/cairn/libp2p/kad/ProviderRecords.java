package network.cairn.libp2p.kad;

import java.util.List;

/// Who has said to have something, as others leave it with this node. Thread-safe; bounded per key,
/// per provider and in all, and each record expires.
public interface ProviderRecords {
  /// How long a record counts.
  long LIFETIME_MILLIS = 48L * 3_600_000;

  /// How long the addresses in it count; later a provider is looked for.
  long ADDRESSES_MILLIS = 24L * 3_600_000;

  /// @param key 1 to 80 bytes, a multihash
  void add(byte[] key, KadPeer provider);

  /// Who has it, newest first.
  List<KadPeer> of(byte[] key);
}
