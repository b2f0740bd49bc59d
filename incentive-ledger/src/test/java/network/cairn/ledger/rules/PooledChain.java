package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import network.cairn.ledger.engine.Engine.Refused;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.engine.pool.Mempool;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.SignedTx;

/// A chain in memory whose blocks hold what its pool chooses.
final class PooledChain {
  final TestChain chain;
  private final Mempool pool;
  private List<ByteString> last = List.of();

  PooledChain(TestChain chain) {
    this(chain, new TestCrypto());
  }

  PooledChain(TestChain chain, Crypto crypto) {
    this.chain = chain;
    this.pool = new Mempool(crypto, new Newest(chain), chain.state, chain.height + 1);
  }

  private record Newest(TestChain chain) implements Mempool.Tip {
    @Override
    public <R> R read(Mempool.Look<R> look) {
      StateView state = chain.state;
      return look.at(state, chain.height + 1);
    }
  }

  Optional<Refused> add(ByteString tx, Submitter from) {
    try {
      return pool.add(ByteString.copyFrom(SignedTx.decode(tx).bodyId()), tx, from);
    } catch (NotCanonical e) {
      return Optional.of(new Refused("NOT_CANONICAL", String.valueOf(e.getMessage())));
    }
  }

  /// As [#add] of what decodes, but what is returned puts it into the pool.
  Supplier<Optional<Refused>> judge(ByteString tx) {
    ByteString id = ByteString.copyFrom(SignedTx.decode(tx).bodyId());
    return pool.judge(id, tx, Submitter.local());
  }

  /// What the pool would put into the next block.
  List<ByteString> choose(long maxBytes) {
    return choose(maxBytes, Long.MAX_VALUE);
  }

  /// As the other, of so many bytes with their frames.
  List<ByteString> choose(long room, long bytes) {
    last = pool.choose(room, bytes);
    return last;
  }

  List<ByteString> last() {
    return last;
  }

  /// A block of the chain was made of what was chosen last.
  void advance() {
    pool.advance(chain.state, chain.height + 1, last);
    last = List.of();
  }

  /// Makes the next block of what the pool chooses.
  BlockResult block(long maxBytes) {
    List<String> names = chain.validators();
    BlockResult result =
        chain.block(
            names.get((int) ((chain.height + 1) % names.size())),
            chain.params.blockIntervalMs(),
            choose(maxBytes));
    advance();
    return result;
  }

  int waiting() {
    return pool.size();
  }
}
