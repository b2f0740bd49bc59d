package network.cairn.ledger.engine.comet;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.engine.BlockData;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.Executed;
import network.cairn.ledger.engine.tip.Tip;
import network.cairn.ledger.rules.TxResult;
import org.jspecify.annotations.Nullable;

/// Executes blocks over the newest state, the last one once, although CometBFT asks for its own
/// proposal three times: what to propose, whether it holds, what was decided. What only the
/// decision needs is made on a thread of its own, while CometBFT puts the proposal together. For
/// one thread.
final class OnceExecuted {
  private final Tip tip;
  private final BlockExecution execution;
  private final Scheduler scheduler;
  private Optional<Known> last = Optional.empty();

  /// Whether the rest of an execution has failed over this state: who proposes must see it before.
  private boolean distrusted;

  OnceExecuted(Tip tip, BlockExecution execution, Scheduler scheduler) {
    this.tip = tip;
    this.execution = execution;
    this.scheduler = scheduler;
  }

  /// A block whose transactions were executed.
  private final class Known {
    private final BlockExecution.Begun begun;
    private Scheduler.@Nullable Task task;
    private @Nullable Executed made;
    private @Nullable Throwable fault;

    Known(BlockExecution.Begun begun) {
      this.begun = begun;
    }

    boolean is(BlockData block) {
      return begun.block().equals(block);
    }

    private void run() {
      try {
        made = execution.finish(tip.own(), begun);
      } catch (RuntimeException | Error e) {
        fault = e;
      }
    }

    void beside() {
      task = scheduler.start("ledger-execution", this::run);
    }

    /// Waits until nothing of it is under way.
    void settle() {
      if (task != null) {
        try {
          task.join();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("interrupted while a block is executed", e);
        }
      }
    }

    Executed whole() {
      settle();
      if (made == null && fault == null) {
        run();
      }
      distrusted |= fault != null;
      return switch (fault) {
        case null -> Objects.requireNonNull(made);
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalStateException(fault);
      };
    }
  }

  /// What becomes of the transactions of a block that may be proposed.
  ///
  /// @throws RuntimeException as [BlockExecution#execute]
  List<TxResult> attempt(BlockData block) {
    Known known = known(block);
    return distrusted ? known.whole().results() : known.begun.result().results();
  }

  /// The block of the last [#attempt] is proposed: the rest of it begins.
  void goOn() {
    last.filter(known -> known.task == null && known.made == null).ifPresent(Known::beside);
  }

  /// All that a block does.
  ///
  /// @throws RuntimeException as [BlockExecution#execute]
  Executed whole(BlockData block) {
    return known(block).whole();
  }

  private Known known(BlockData block) {
    Optional<Known> before = last.filter(known -> known.is(block));
    if (before.isPresent()) {
      return before.get();
    }
    last.ifPresent(Known::settle);
    distrusted |= last.filter(known -> known.fault != null).isPresent();
    last = Optional.empty();
    Known begun = new Known(execution.begin(tip.own(), block));
    last = Optional.of(begun);
    return begun;
  }

  /// Another state is the newest, or none any more. To be called before the one of now is closed.
  void forget() {
    last.ifPresent(Known::settle);
    last = Optional.empty();
    distrusted = false;
  }
}
