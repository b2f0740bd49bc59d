package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import network.cairn.api.answer.kubo.PeeringAnswer;
import network.cairn.api.answer.kubo.PeeringPeersAnswer;
import network.cairn.api.table.SwarmTable;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peering.Peering;

/// `swarm/peering/…`: whom the daemon keeps connected to, until it ends.
final class PeeringRpc {
  private static final String SUCCESS = "success";
  private final Backend backend;

  PeeringRpc(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(SwarmTable.PEERING_ADD, this::add),
        Route.of(SwarmTable.PEERING_LS, this::list),
        Route.of(SwarmTable.PEERING_RM, this::remove));
  }

  private Peering peering() {
    return SwarmRpc.online(backend).peering();
  }

  private void add(Call call, Reply reply) throws IOException {
    Peering peering = peering();
    SequencedMap<PeerId, List<Multiaddr>> places = new LinkedHashMap<>();
    for (String text : call.arguments()) {
      Multiaddr address = NamedPeer.address(text);
      PeerId peer = address.peerId().orElseThrow();
      if (peer.equals(SwarmRpc.online(backend).host().id())) {
        throw new CommandError("this node itself is the peer of " + text);
      }
      List<Multiaddr> known = places.computeIfAbsent(peer, _ -> new ArrayList<>());
      address.withoutPeer().ifPresent(known::add);
    }
    for (Map.Entry<PeerId, List<Multiaddr>> place : places.entrySet()) {
      try {
        peering.add(place.getKey(), place.getValue());
      } catch (IllegalArgumentException e) {
        throw new CommandError(String.valueOf(e.getMessage()), e);
      }
      reply.line(new PeeringAnswer(place.getKey().toString(), SUCCESS));
    }
  }

  private void list(Call call, Reply reply) throws IOException {
    reply.value(
        new PeeringPeersAnswer(
            peering().peers().stream()
                .map(place ->
                    new PeeringPeersAnswer.Kept(
                        place.peer().toString(),
                        place.addresses().stream().map(Multiaddr::toString).toList()))
                .toList()));
  }

  private void remove(Call call, Reply reply) throws IOException {
    Peering peering = peering();
    List<PeerId> peers = call.arguments().stream().map(SwarmRpc::peer).toList();
    for (PeerId peer : peers) {
      peering.remove(peer);
      reply.line(new PeeringAnswer(peer.toString(), SUCCESS));
    }
  }
}
