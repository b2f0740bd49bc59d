package network.cairn.ledger.engine.comet.abci;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.proto.abci.Request;

/// Whether requests come in an order that CometBFT may send: a small automaton over all that an
/// application was asked since its start. `start = info [init-chain] heights`, `height = *round
/// finalize commit`, `round = [prepare [process]] | [process]`; after `info` all of it may begin
/// again, as after a crash. What pool, queries and snapshots ask stands anywhere. Thread-safe.
public final class AbciGrammar {
  private enum Place {
    START,
    KNOWN,
    ROUND,
    PREPARED,
    FINALIZED
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final List<String> log = new ArrayList<>();
  private Place place = Place.START;
  private long height = -1;

  /// @throws AssertionError if the request cannot stand here
  public void saw(Request request) {
    lock.lock();
    try {
      log.add(request.getValueCase().name());
      place = next(request);
    } finally {
      lock.unlock();
    }
  }

  private Place next(Request request) {
    return switch (request.getValueCase()) {
      case INFO -> Place.KNOWN;
      case INIT_CHAIN -> {
        require(place == Place.KNOWN);
        height = request.getInitChain().getInitialHeight() - 1;
        yield Place.ROUND;
      }
      case PREPARE_PROPOSAL -> {
        requireNext(request.getPrepareProposal().getHeight());
        yield Place.PREPARED;
      }
      case PROCESS_PROPOSAL -> {
        requireNext(request.getProcessProposal().getHeight());
        yield Place.ROUND;
      }
      case FINALIZE_BLOCK -> {
        requireNext(request.getFinalizeBlock().getHeight());
        height = request.getFinalizeBlock().getHeight();
        yield Place.FINALIZED;
      }
      case COMMIT -> {
        require(place == Place.FINALIZED);
        yield Place.ROUND;
      }
      case CHECK_TX, QUERY, ECHO, FLUSH, LIST_SNAPSHOTS, LOAD_SNAPSHOT_CHUNK -> place;
      case OFFER_SNAPSHOT, APPLY_SNAPSHOT_CHUNK -> {
        require(place == Place.KNOWN);
        yield place;
      }
      case EXTEND_VOTE, VERIFY_VOTE_EXTENSION, VALUE_NOT_SET ->
          throw new AssertionError("never asked: " + log);
    };
  }

  /// After `info` the height is what the application said; else the next one.
  private void requireNext(long asked) {
    require(place != Place.START && place != Place.FINALIZED);
    require(place == Place.KNOWN || asked == height + 1);
    height = asked - 1;
  }

  private void require(boolean holds) {
    if (!holds) {
      int from = Math.max(0, log.size() - 12);
      throw new AssertionError("not CometBFT's grammar: " + log.subList(from, log.size()));
    }
  }
}
