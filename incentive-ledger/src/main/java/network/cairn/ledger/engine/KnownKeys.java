package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.ledger.crypto.PreparedKey;
import network.cairn.ledger.rules.Crypto;
import org.jspecify.annotations.Nullable;

/// The checks that count ([Crypto#strict]), for the same keys again and again: those that signed
/// lately stay prepared. Thread-safe; nobody waits for another's check.
public final class KnownKeys implements Crypto {
  /// Prepared keys at most, about 16 MiB of them; the one not used longest goes first.
  static final int MOST = 2_048;

  private final Crypto strict = Crypto.strict();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ByteString, PreparedKey> prepared = new LinkedHashMap<>(16, 0.75f, true);

  @Override
  public boolean verify(byte[] pubkey, byte[] message, byte[] signature) {
    ByteString name = ByteString.copyFrom(pubkey);
    PreparedKey known = find(name);
    if (known != null) {
      return known.verify(message, signature);
    }
    Optional<PreparedKey> made = PreparedKey.of(pubkey);
    if (made.isEmpty() || !made.get().verify(message, signature)) {
      return false; // Who signs nothing takes no place from those who do.
    }
    keep(name, made.get());
    return true;
  }

  private @Nullable PreparedKey find(ByteString name) {
    lock.lock();
    try {
      return prepared.get(name);
    } finally {
      lock.unlock();
    }
  }

  private void keep(ByteString name, PreparedKey key) {
    lock.lock();
    try {
      prepared.put(name, key);
      if (prepared.size() > MOST) {
        prepared.remove(prepared.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return prepared.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<byte[]> beacon(byte[] pubkey, byte[] alpha, byte[] pi) {
    return strict.beacon(pubkey, alpha, pi);
  }
}
