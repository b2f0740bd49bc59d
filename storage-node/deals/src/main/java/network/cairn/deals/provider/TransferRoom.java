package network.cairn.deals.provider;

import java.util.ArrayList;
import java.util.List;
import network.cairn.store.repo.QuotaExceeded;
import network.cairn.store.repo.Repository;
import network.cairn.store.repo.Reservation;

/// The room of one transfer, of the role's capacity and of the disk, taken as bytes come
/// (docs/protocol.md §8): at least [#FIRST], then twice what has come, at most the piece. For one
/// thread, but for [#close].
final class TransferRoom implements AutoCloseable {
  /// Room of a transfer that begins.
  static final long FIRST = 64L << 20;

  private final Repository repo;
  private final Holdings holdings;
  private final String key;
  private final long size;
  private final long capacity;
  private final List<Reservation> held = new ArrayList<>();
  private long claim;
  private long come;

  /// Takes the first room of a transfer whose duty is among the holdings.
  ///
  /// @param size of the piece
  /// @param here bytes of it that an earlier try left
  /// @param capacity of the role
  /// @throws QuotaExceeded if the disk has not so much
  TransferRoom(
      Repository repo, Holdings holdings, String key, long size, long here, long capacity) {
    this.repo = repo;
    this.holdings = holdings;
    this.key = key;
    this.size = size;
    this.capacity = capacity;
    this.come = Math.min(here, size);
    this.claim = Math.min(size, Math.max(FIRST, 2 * come));
    held.add(repo.reserveOutside(claim - come));
    holdings.claim(key, claim);
  }

  /// Says that bytes are about to be written, and takes room for more where it is used up.
  ///
  /// @throws QuotaExceeded if the disk has no more
  /// @throws PieceSource.GivenUp if the role's capacity has no more
  synchronized void take(int bytes) {
    while (come + bytes > claim) {
      grow();
    }
    come += bytes;
    held.getLast().admit(bytes);
  }

  private void grow() {
    long next = Math.min(size, 2 * claim);
    if (!holdings.claim(key, next, capacity)) {
      throw new PieceSource.GivenUp("the provider's capacity is used up");
    }
    try {
      held.add(repo.reserveOutside(next - claim));
    } catch (QuotaExceeded e) {
      holdings.claim(key, claim);
      throw e;
    }
    claim = next;
  }

  /// Gives back what is not used: of an unfinished piece what has come stays counted until it is
  /// deleted.
  @Override
  public synchronized void close() {
    held.forEach(Reservation::close);
    holdings.claim(key, come);
  }
}
