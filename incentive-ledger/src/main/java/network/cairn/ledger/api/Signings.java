package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.chain.Votes;
import network.cairn.ledger.engine.BlocksUnavailable;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.EngineStanding;
import network.cairn.proto.comet.CommitSig;
import network.cairn.proto.comet.SignedHeader;

/// Who signed the newest commits of an engine. Looked up by one caller at a time and at most once
/// in a while, also if it fails; the others take what was found last, so that an engine that does
/// not answer keeps one caller waiting. Thread-safe.
final class Signings {
  private static final Duration FRESH = Duration.ofSeconds(2);

  private final Engine engine;
  private final LongSupplier nanos;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile Optional<Found> known = Optional.empty();

  /// @param nanos a monotonic clock
  Signings(Engine engine, LongSupplier nanos) {
    this.engine = engine;
    this.nanos = nanos;
  }

  /// What a look found.
  ///
  /// @param at when it ended
  /// @param failure why there is no report
  private record Found(
      long at, Optional<ServerReport> report, Optional<BlocksUnavailable> failure) {
    ServerReport give() {
      return report.orElseThrow(failure::orElseThrow);
    }
  }

  /// What this process says of itself.
  ///
  /// @throws BlocksUnavailable if who keeps the blocks does not answer, or did not a moment ago
  /// @throws LedgerUnavailable if another caller looks for the first time
  ServerReport report() {
    Optional<Found> last = known;
    if (last.isPresent() && isFresh(last.get())) {
      return last.get().give();
    }
    if (!looking.tryLock()) {
      return last.orElseThrow(
              () -> new LedgerUnavailable("who signed is being looked up; ask again in a moment"))
          .give();
    }
    try {
      Found now = known.filter(this::isFresh).orElseGet(this::found);
      known = Optional.of(now);
      return now.give();
    } finally {
      looking.unlock();
    }
  }

  private boolean isFresh(Found found) {
    return nanos.getAsLong() - found.at() < FRESH.toNanos();
  }

  private Found found() {
    try {
      ServerReport report = look();
      return new Found(nanos.getAsLong(), Optional.of(report), Optional.empty());
    } catch (BlocksUnavailable e) {
      return new Found(nanos.getAsLong(), Optional.empty(), Optional.of(e));
    }
  }

  private ServerReport look() {
    long head = engine.height();
    EngineStanding standing = engine.standing();
    Map<ByteString, Integer> signed = new HashMap<>();
    Map<ByteString, Long> last = new HashMap<>();
    int commits = 0;
    long version = 0;
    for (long height = head; height > Math.max(0, head - ServerReport.COMMITS); height--) {
      Optional<SignedHeader> block = engine.signedHeader(height);
      if (block.isEmpty()) {
        break;
      }
      commits++;
      version = Math.max(version, block.get().getHeader().getVersion().getApp());
      for (CommitSig sig : block.get().getCommit().getSignaturesList()) {
        if (sig.getBlockIdFlag() == Votes.FOR_BLOCK) {
          signed.merge(sig.getValidatorAddress(), 1, Integer::sum);
          last.putIfAbsent(sig.getValidatorAddress(), height);
        }
      }
    }
    return new ServerReport(
        "",
        standing.name(),
        version,
        head,
        0,
        engine.isCatchingUp(),
        standing.peers(),
        commits,
        signers(head, signed, last));
  }

  private List<ServerReport.Signer> signers(
      long head, Map<ByteString, Integer> signed, Map<ByteString, Long> last) {
    List<ServerReport.Signer> signers = new ArrayList<>();
    for (Validators.Validator validator :
        engine.validators(head).map(Validators::members).orElse(List.of())) {
      ByteString address = validator.address();
      signers.add(
          new ServerReport.Signer(
              address,
              validator.power(),
              signed.getOrDefault(address, 0),
              last.getOrDefault(address, 0L)));
    }
    signers.sort(Comparator.comparingLong(ServerReport.Signer::power).reversed());
    return signers;
  }
}
