package network.cairn.http.page;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.api.table.PinTable;
import network.cairn.api.table.ProviderTable;
import network.cairn.api.table.SwarmTable;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.cairn.LedgerAnswers;
import network.cairn.http.rpc.cairn.LedgerServices;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.ServerReport;
import network.cairn.ledger.api.UntrustedAnswer;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PeerId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Finds what a number, an address, a CID, a peer's or a validator's name means to this node: pins,
/// pieces that it proves for others, peers, validators, and what the ledger knows.
final class Search {
  private static final int LONGEST = 200;
  private static final int VALIDATOR_DIGITS = 40;

  private final Optional<LedgerServices> ledger;

  /// @param ledger empty for a node that belongs to no network
  Search(Optional<LedgerServices> ledger) {
    this.ledger = ledger;
  }

  /// @throws BadRequest if it is nothing that names anything
  JsonNode answer(Asked asked) throws IOException, InterruptedException {
    String word = asked.text("q").strip();
    if (word.isEmpty() || word.length() > LONGEST) {
      throw new BadRequest(
          "q is a number, an address, a CID or a peer's name, of at most " + LONGEST + " signs");
    }
    ArrayNode found = Json.array();
    Optional<Cid> cid = cid(word);
    if (cid.isPresent()) {
      pin(asked, cid.get(), found);
      pieces(asked, cid.get().toString(), found);
    }
    Optional<String> peer = peer(word);
    if (peer.isPresent()) {
      peers(asked, peer.get(), found);
    }
    boolean validator = word.length() == VALIDATOR_DIGITS && word.matches("[0-9A-Fa-f]+");
    if (validator) {
      validators(word, found);
    }
    boolean whole = true;
    if (ledger.isPresent()) {
      LedgerSearch money = new LedgerSearch(ledger.get());
      boolean known = cid.isPresent() || peer.isPresent() || validator;
      try {
        whole = money.find(word, cid, known, asked, found);
      } catch (LedgerUnavailable | UntrustedAnswer e) {
        // What is here is found without it, and wanted most when it is away.
        if (found.isEmpty()) {
          throw e;
        }
        whole = false;
      }
    } else if (cid.isEmpty() && peer.isEmpty()) {
      throw new BadRequest("q is neither a CID nor a peer's name, and this node knows no ledger");
    }
    ObjectNode out = Json.object();
    out.set("Found", found);
    out.put("Whole", whole);
    return out;
  }

  private static Optional<Cid> cid(String word) {
    try {
      return Optional.of(
          Cid.parse(word.startsWith("/ipfs/") ? word.substring("/ipfs/".length()) : word));
    } catch (InvalidCid _) {
      return Optional.empty();
    }
  }

  /// A peer's name in the form in which peers are listed.
  private static Optional<String> peer(String word) {
    try {
      return Optional.of(PeerId.parse(word).toString());
    } catch (InvalidPeer _) {
      return Optional.empty();
    }
  }

  private static void pin(Asked asked, Cid cid, ArrayNode found)
      throws IOException, InterruptedException {
    try {
      JsonNode pins =
          asked.one(
              PinTable.LS, List.of(cid.toString()), Map.of("type", "recursive", "names", "true"));
      pins.path("Keys")
          .propertyStream()
          .forEach(pin -> {
            ObjectNode one = LedgerSearch.named("pin", 0);
            one.put("Root", pin.getKey());
            one.put("Name", pin.getValue().path("Name").asString(""));
            found.add(one);
          });
    } catch (CommandError _) {
      // It is not pinned here.
    }
  }

  /// Of this provider's sets, by the CID of the piece.
  private void pieces(Asked asked, String piece, ArrayNode found)
      throws IOException, InterruptedException {
    if (ledger.flatMap(LedgerServices::provider).isEmpty()) {
      return;
    }
    for (JsonNode set : asked.one(ProviderTable.STATUS).path("Sets")) {
      if (set.path("Piece").asString().equals(piece)) {
        ObjectNode one = LedgerSearch.named("set", set.path("Set").asLong());
        one.set("Agreement", set.path("Agreement"));
        one.set("Amount", set.path("Collateral"));
        one.set("State", set.path("Status"));
        one.set("Proven", set.path("Proven"));
        one.set("Unproven", set.path("Unproven"));
        found.add(one);
      }
    }
  }

  private static void peers(Asked asked, String word, ArrayNode found)
      throws IOException, InterruptedException {
    if (asked.one(SwarmTable.ID).path("ID").asString().equals(word)) {
      ObjectNode one = LedgerSearch.named("this node", 0);
      one.put("Name", word);
      found.add(one);
    }
    try {
      for (JsonNode peer : asked.one(SwarmTable.PEERS).path("Peers")) {
        if (peer.path("Peer").asString().equals(word)) {
          ObjectNode one = LedgerSearch.named("peer", 0);
          one.put("Name", word);
          one.set("State", peer.path("Addr"));
          found.add(one);
        }
      }
    } catch (CommandError _) {
      // A node without a network has no peers.
    }
  }

  /// As the ledger's server says, which is not proved.
  private void validators(String word, ArrayNode found) {
    try {
      for (ServerReport report : ledger.flatMap(l -> l.report().now()).stream().toList()) {
        for (JsonNode one : Json.parse(LedgerAnswers.of(report).json()).path("Validators")) {
          if (one.path("Address").asString().equalsIgnoreCase(word)) {
            ObjectNode out = LedgerSearch.named("validator", 0);
            out.set("Name", one.path("Address"));
            out.put("State", "power " + one.path("Power").asLong());
            found.add(out);
          }
        }
      }
    } catch (LedgerUnavailable _) {
      // The server says nothing of itself now.
    }
  }
}
