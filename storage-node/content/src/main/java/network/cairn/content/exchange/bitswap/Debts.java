package network.cairn.content.exchange.bitswap;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.peer.PeerId;

/// What peers have promised to all sessions of this exchange and not kept, so that the next session
/// does not learn it again.
///
/// A peer that was asked and gave nothing while others gave has failed. It then rests: it is asked
/// only for what nobody else has. The first rest is [#FIRST_REST] long, each further one twice as
/// long, at most [#LONGEST_REST]; [#FORGIVEN] blocks in time, or [#FORGOTTEN] without a failure,
/// take one failure back. Remembers [#MOST] peers, those without news the shortest. Thread-safe.
final class Debts {
  static final Duration FIRST_REST = Duration.ofSeconds(5);
  static final Duration LONGEST_REST = Duration.ofMinutes(5);
  static final Duration FORGOTTEN = Duration.ofMinutes(10);
  static final int FORGIVEN = 32;
  static final int MOST = 4096;

  private static final int MOST_FAILURES = 16;

  private final Scheduler scheduler;
  private final Scheduler.Monitor monitor;
  private final Map<PeerId, Account> accounts = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Account {
    int failures;
    long failed;
    long restsUntil = Long.MIN_VALUE;
    int kept;
    long owedBytes;
  }

  Debts(Scheduler scheduler) {
    this.scheduler = scheduler;
    this.monitor = scheduler.monitor();
  }

  /// The peer was asked for so many bytes and has given none of them in time.
  void failed(PeerId peer, long bytes) {
    monitor.lock();
    try {
      Account account = account(peer);
      long now = scheduler.nanoTime();
      account.owedBytes += bytes;
      account.kept = 0;
      if (now < account.restsUntil) {
        return;
      }
      forget(account, now);
      account.failures = Math.min(MOST_FAILURES, account.failures + 1);
      account.failed = now;
      long rest = FIRST_REST.toNanos() << account.failures - 1;
      account.restsUntil = now + Math.min(LONGEST_REST.toNanos(), rest);
    } finally {
      monitor.unlock();
    }
  }

  /// The peer has given a block that it was asked for, in time.
  void kept(PeerId peer, int bytes) {
    monitor.lock();
    try {
      Account account = account(peer);
      account.owedBytes = Math.max(0, account.owedBytes - bytes);
      if (++account.kept % FORGIVEN == 0 && account.failures > 0) {
        account.failures--;
      }
    } finally {
      monitor.unlock();
    }
  }

  /// Whether the peer is asked only for what nobody else has.
  boolean rests(PeerId peer) {
    monitor.lock();
    try {
      Account account = accounts.get(peer);
      return account != null && scheduler.nanoTime() < account.restsUntil;
    } finally {
      monitor.unlock();
    }
  }

  /// Whether the peer gave what it was asked for, lately and without a failure since.
  boolean trusts(PeerId peer) {
    monitor.lock();
    try {
      Account account = accounts.get(peer);
      return account != null && account.failures == 0 && account.kept > 0;
    } finally {
      monitor.unlock();
    }
  }

  /// Bytes that the peer was asked for in vain, less what it has given since.
  long owed(PeerId peer) {
    monitor.lock();
    try {
      Account account = accounts.get(peer);
      return account == null ? 0 : account.owedBytes;
    } finally {
      monitor.unlock();
    }
  }

  private static void forget(Account account, long now) {
    if (account.failures == 0) {
      return;
    }
    long calm = (now - account.failed) / FORGOTTEN.toNanos();
    account.failures = (int) Math.max(0, account.failures - calm);
  }

  private Account account(PeerId peer) {
    Account account = accounts.computeIfAbsent(peer, _ -> new Account());
    if (accounts.size() > MOST) {
      accounts.remove(accounts.keySet().iterator().next());
    }
    return account;
  }
}
