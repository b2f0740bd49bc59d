package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import network.cairn.ledger.rules.RuleFault;
import network.cairn.ledger.store.StoreFailure;
import org.jspecify.annotations.Nullable;

/// Tries proposals until the rules can execute one. The transaction on which they failed is
/// reported and left out of the next; where no transaction is to blame, half of them are tried,
/// down to none.
public final class ProposalAttempts {
  /// Transactions that one block leaves out before it is made without any.
  private static final int MAX_LEFT_OUT = 8;

  private ProposalAttempts() {}

  /// The first attempt that goes well.
  ///
  /// @param waiting transactions without the beacon
  /// @param attempt makes and executes a block of them
  /// @param faulty gets a transaction on which the rules fail, and how
  /// @throws RuntimeException as the rules do if they fail without any transaction, or as the store
  ///   does
  public static <T> T make(
      List<ByteString> waiting,
      Function<List<ByteString>, T> attempt,
      BiConsumer<ByteString, RuntimeException> faulty) {
    List<ByteString> txs = waiting;
    List<ByteString> suspect = List.of();
    @Nullable RuntimeException last = null;
    int leftOut = 0;
    while (true) {
      try {
        T made = attempt.apply(txs);
        if (last != null && suspect.size() == 1) {
          faulty.accept(suspect.getFirst(), last);
        }
        return made;
      } catch (StoreFailure | UncheckedIOException | ProgramTooOld e) {
        throw e;
      } catch (RuntimeException e) {
        if (txs.isEmpty()) {
          throw e;
        }
        if (e instanceof RuleFault fault) {
          faulty.accept(txs.get(fault.index() - 1), e);
          leftOut++;
          txs = leftOut < MAX_LEFT_OUT ? without(txs, fault.index() - 1) : List.of();
        } else {
          suspect = txs;
          last = e;
          txs = txs.subList(0, txs.size() / 2);
        }
      }
    }
  }

  private static List<ByteString> without(List<ByteString> txs, int index) {
    List<ByteString> rest = new ArrayList<>(txs);
    rest.remove(index);
    return rest;
  }
}
