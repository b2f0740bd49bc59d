package network.cairn.app.daemon;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.deals.provider.LedgerProvider;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.store.repo.Repository.StateStore;

/// The chain that a home's agreements and pieces belong to, as its own tables name it.
final class OwnChain {
  private static final String CHAIN = "ledger/chain-ref";

  private OwnChain() {}

  /// @throws StartFailed if the home has agreements or pieces of another chain than the network's
  static void require(StateStore state, NetworkFile network) {
    if (isOther(state, network)
        && (holds(state, "market/agreement/") || holds(state, "provider/holding/"))) {
      throw new StartFailed(
          "the network file is of chain "
              + network.chainId()
              + ", but this home has agreements or pieces of another chain; put its own network"
              + " file back, or use another home for this one:"
              + " CAIRN_PATH=FOLDER cairn init --network FILE");
    }
  }

  /// As [#require]; from then on the home belongs to the network's chain, and has nothing that its
  /// provider asked or wished for on another.
  static void claim(StateStore state, NetworkFile network) {
    require(state, network);
    byte[] own = network.chainRef().toByteArray();
    if (!Arrays.equals(state.get(CHAIN).orElse(new byte[0]), own)) {
      Map<String, Optional<byte[]>> changes = new HashMap<>();
      if (isOther(state, network)) {
        LedgerProvider.ofItsChain(state).forEach(name -> changes.put(name, Optional.empty()));
      }
      changes.put(CHAIN, Optional.of(own));
      state.write(changes);
    }
  }

  private static boolean isOther(StateStore state, NetworkFile network) {
    Optional<byte[]> before = state.get(CHAIN);
    return before.isPresent() && !Arrays.equals(before.get(), network.chainRef().toByteArray());
  }

  private static boolean holds(StateStore state, String prefix) {
    List<String> names = new ArrayList<>();
    state.scan(prefix, (name, _) -> names.add(name));
    return !names.isEmpty();
  }
}
