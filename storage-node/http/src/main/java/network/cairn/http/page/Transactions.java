package network.cairn.http.page;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.cairn.LedgerServices;
import network.cairn.ledger.api.BlockTxs;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.rules.Formulas;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;
import network.cairn.ledger.wallet.Addresses;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The transactions of the newest blocks, as a server of the ledger says, which is not proved.
/// Blocks stay as they are, so that the last that were asked for are remembered. Thread-safe.
final class Transactions {
  private static final int MOST_TXS = 200;

  /// Blocks that one question goes back, which may be empty.
  private static final int MOST_BLOCKS = 50;

  /// Of a block, its first: no page shows more.
  private static final int MOST_OF_A_BLOCK = 200;

  private final LedgerServices ledger;
  private final Profile profile;
  private final TreeMap<Long, List<ObjectNode>> known = new TreeMap<>();

  Transactions(LedgerServices ledger) {
    this.ledger = ledger;
    this.profile = Profile.of(ledger.network().chainId());
  }

  JsonNode answer(Asked asked) {
    int count = (int) asked.number("count", 1, MOST_TXS, 50);
    Head head = ledger.chain().head();
    ArrayNode all = Json.array();
    long height = head.height();
    long last = Math.max(1, height - MOST_BLOCKS + 1);
    for (; height >= last && all.size() < count; height--) {
      asked.deadline().check();
      Optional<List<ObjectNode>> block = block(height, head.state().params());
      if (block.isEmpty()) {
        break;
      }
      for (ObjectNode tx : block.get().reversed()) {
        if (all.size() < count) {
          all.add(tx);
        }
      }
    }
    ObjectNode out = Json.object();
    out.set("Transactions", all);
    out.put("From", height + 1);
    out.put("To", head.height());
    return out;
  }

  private Optional<List<ObjectNode>> block(long height, Params params) {
    synchronized (known) {
      List<ObjectNode> before = known.get(height);
      if (before != null) {
        return Optional.of(before);
      }
    }
    Optional<BlockTxs> block = ledger.chain().block(height);
    if (block.isEmpty()) {
      return Optional.empty();
    }
    List<ObjectNode> txs = new ArrayList<>();
    // The first is the beacon's, which every block has and nobody sends.
    for (int i = 1; i < Math.min(block.get().txs().size(), MOST_OF_A_BLOCK + 1); i++) {
      txs.add(tx(height, i, block.get().txs().get(i), params));
    }
    synchronized (known) {
      known.put(height, txs);
      while (known.size() > MOST_BLOCKS) {
        known.pollFirstEntry();
      }
    }
    return Optional.of(txs);
  }

  private ObjectNode tx(long height, int index, ByteString bytes, Params params) {
    ObjectNode out = Json.object();
    out.put("Height", height);
    out.put("Index", index);
    out.put("Bytes", bytes.size());
    try {
      TxBody body = TxBody.decode(SignedTx.decode(bytes).body());
      out.put("Payer", Addresses.format(profile, new Address(body.payer())));
      ArrayNode kinds = out.putArray("Kinds");
      for (Msg msg : body.msgs()) {
        kinds.add(msg.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
      }
      out.put("Fee", Amount.of(Formulas.fee(params, body.msgs(), bytes.size())).decimal());
    } catch (NotCanonical | OutOfRange e) {
      out.put("Payer", "");
      out.putArray("Kinds");
      out.put("Fee", "0");
    }
    return out;
  }
}
