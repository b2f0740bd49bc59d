package network.cairn.app.daemon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.base.files.DurableFiles;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peerstore.Peerstore;

/// Remembers where peers were, in the file `peers` of a home: a line for each, its id and addresses
/// between blanks. A hint only: what is not readable is left out.
final class PeerFile {
  private static final int MAX_PEERS = 2000;
  private static final int MAX_ADDRESSES = 16;
  private static final int MAX_SIZE = 8 << 20;
  private final Path file;

  PeerFile(Path home) {
    this.file = home.resolve("peers");
  }

  /// Adds what the file knows to a peerstore.
  ///
  /// @return how many peers it knew
  int load(Peerstore store) throws IOException {
    if (!Files.exists(file) || Files.size(file) > MAX_SIZE) {
      return 0;
    }
    List<Known> peers = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine();
          line != null && peers.size() < MAX_PEERS;
          line = reader.readLine()) {
        known(line).ifPresent(peers::add);
      }
    }
    // The file names the most recently used first; the store takes the last added for that.
    for (Known peer : peers.reversed()) {
      store.addAddresses(peer.id(), peer.addresses().reversed(), false);
    }
    return peers.size();
  }

  private record Known(PeerId id, List<Multiaddr> addresses) {}

  private static Optional<Known> known(String line) {
    String[] words = line.split(" ", -1);
    try {
      PeerId peer = PeerId.parse(words[0]);
      List<Multiaddr> addresses = new ArrayList<>();
      for (int i = 1; i < Math.min(words.length, MAX_ADDRESSES + 1); i++) {
        addresses.add(Multiaddr.parse(words[i]));
      }
      return Optional.of(new Known(peer, addresses));
    } catch (InvalidPeer | InvalidMultiaddr e) {
      return Optional.empty();
    }
  }

  /// Replaces the file.
  void save(Peerstore store, PeerId self) throws IOException {
    StringBuilder text = new StringBuilder();
    int count = 0;
    for (PeerId peer : store.peers().reversed()) {
      List<Multiaddr> addresses = store.addresses(peer);
      if (peer.equals(self) || addresses.isEmpty() || count++ >= MAX_PEERS) {
        continue;
      }
      text.append(peer);
      addresses.stream().limit(MAX_ADDRESSES).forEach(a -> text.append(' ').append(a));
      text.append('\n');
    }
    DurableFiles.replace(file, text.toString());
  }
}
