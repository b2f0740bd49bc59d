package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.light.Climb;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.proto.ledgerapi.GenesisReply;
import network.cairn.proto.ledgerapi.GenesisRequest;
import network.cairn.proto.ledgerapi.TurnsReply;
import network.cairn.proto.ledgerapi.TurnsRequest;

/// What a new node asks of servers before it has a block (docs/protocol.md §15).
final class Beginnings {
  private Beginnings() {}

  /// The genesis, in parts.
  ///
  /// @throws UntrustedAnswer if it is not the network file's
  static Origin origin(Server server, NetworkFile network) {
    GenesisReply first = part(server, 0, Optional.empty());
    ByteString genesis = first.getPart();
    while (genesis.size() < first.getTotal()) {
      genesis = genesis.concat(part(server, genesis.size(), Optional.of(first)).getPart());
    }
    if (!ByteString.copyFrom(Sha256.of(genesis.toByteArray())).equals(network.genesisHash())) {
      throw new UntrustedAnswer("the genesis there is not the network file's");
    }
    return new Origin(
        genesis,
        Optional.of(first.getMove()).filter(move -> !move.isEmpty()),
        first.getPeersList());
  }

  /// Refuses to begin with the set of a genesis that may have left with its stakes: who has, may
  /// sign what costs it nothing.
  ///
  /// @param network of the first form, or without a trusted header
  /// @throws UntrustedAnswer if the genesis of the file's hash has staking and is older than the
  ///   trusting period
  static void requireFounders(Server server, NetworkFile network, Instant now) {
    Genesis genesis;
    try {
      genesis = Genesis.decode(origin(server, network).genesis());
    } catch (NotCanonical | OutOfRange e) {
      throw new UntrustedAnswer("the genesis there is none: " + e.getMessage());
    }
    Instant until = Instant.ofEpochMilli(genesis.timeMs()).plus(Climb.TRUSTING_PERIOD);
    if (genesis.params().staking().isPresent() && !now.isBefore(until)) {
      throw new UntrustedAnswer(
          "this network file trusts the validators of genesis, who are chosen by stake and may have"
              + " left since: it was good until "
              + until.truncatedTo(ChronoUnit.SECONDS)
              + "; take a newer one, which 'cairn ledger trust' writes where the chain is followed:"
              + " with 'cairn init --network FILE', or, for a ledger's home, as its file 'network',"
              + " with the home's own ledger-url first");
    }
  }

  private static GenesisReply part(Server server, int from, Optional<GenesisReply> first) {
    GenesisReply reply =
        server.call(
            "genesis",
            GenesisRequest.newBuilder().setFrom(from).build(),
            GenesisReply.parser(),
            Server.CALL);
    int total = reply.getTotal();
    // Full parts but the last: so many calls and no more.
    boolean good =
        total > from
            && total <= Origin.MAX_GENESIS
            && reply.getPart().size() == Math.min(total - from, Origin.MAX_PART)
            && first.filter(before -> before.getTotal() != total).isEmpty();
    if (!good) {
      throw new UntrustedAnswer("the genesis comes in parts that do not fit together");
    }
    return reply;
  }

  /// What each server says of a move; those that say nothing are passed over.
  static List<Optional<ByteString>> moves(Servers servers) {
    List<Optional<ByteString>> said = new ArrayList<>();
    for (Server server : servers.awake()) {
      try {
        ByteString move = part(server, 0, Optional.empty()).getMove();
        if (move.size() <= ChainMove.MAX_BYTES) {
          said.add(Optional.of(move).filter(bytes -> !bytes.isEmpty()));
        }
      } catch (LedgerUnavailable | UntrustedAnswer e) {
        servers.failed(server, e);
      }
    }
    return said;
  }

  /// What most of the servers say; of as many, what the first of them does. Those that say nothing,
  /// or not of a whole set, are passed over.
  static List<Long> turns(Servers servers, long height) {
    Map<List<Long>, Integer> said = new HashMap<>();
    List<Long> most = List.of();
    for (Server server : servers.awake()) {
      List<Long> turns = turns(servers, server, height);
      if (turns.isEmpty()) {
        continue;
      }
      said.merge(turns, 1, Integer::sum);
      if (said.getOrDefault(turns, 0) > said.getOrDefault(most, 0)) {
        most = turns;
      }
    }
    return most;
  }

  private static List<Long> turns(Servers servers, Server server, long height) {
    try {
      return server
          .find(
              "turns",
              TurnsRequest.newBuilder().setHeight(height).build(),
              TurnsReply.parser(),
              Server.CALL)
          .map(TurnsReply::getPrioritiesList)
          .filter(turns -> turns.size() <= Genesis.MAX_VALIDATORS)
          .orElse(List.of());
    } catch (LedgerUnavailable | UntrustedAnswer e) {
      servers.failed(server, e);
      return List.of();
    }
  }
}
