package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.rules.Crypto;

/// Remembers signatures that were true, so that what a pool has verified costs a proposal and a
/// block nothing more. Says what the checks below it say: a signature is known by all its bytes,
/// its key's and its message's, and a false one is never remembered. Thread-safe; nobody waits for
/// another's check.
public final class KnownSignatures implements Crypto {
  /// The newest so many are known: what two whole blocks hold, and more.
  static final int MOST = 16_384;

  private final Crypto checks;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<ByteString> known = new LinkedHashSet<>();

  public KnownSignatures(Crypto checks) {
    this.checks = checks;
  }

  @Override
  public boolean verify(byte[] pubkey, byte[] message, byte[] signature) {
    ByteString name = name(pubkey, message, signature);
    lock.lock();
    try {
      if (known.contains(name)) {
        return true;
      }
    } finally {
      lock.unlock();
    }
    if (!checks.verify(pubkey, message, signature)) {
      return false;
    }
    lock.lock();
    try {
      known.add(name);
      if (known.size() > MOST) {
        known.remove(known.iterator().next());
      }
    } finally {
      lock.unlock();
    }
    return true;
  }

  private static ByteString name(byte[] pubkey, byte[] message, byte[] signature) {
    byte[] lengths =
        ByteBuffer.allocate(2 * Integer.BYTES)
            .putInt(pubkey.length)
            .putInt(signature.length)
            .array();
    return ByteString.copyFrom(Sha256.of(lengths, pubkey, signature, message));
  }

  @Override
  public Optional<byte[]> beacon(byte[] pubkey, byte[] alpha, byte[] pi) {
    return checks.beacon(pubkey, alpha, pi);
  }
}
