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

/// Remembers where peers were, in a file of a home: a line for each, its id and addresses between
/// blanks. A hint only: what is not readable is left out.
final class PeerFile {
  private static final int MAX_PEERS = 2000;
  private static final int MAX_ADDRESSES = 16;
  private static final int MAX_SIZE = 8 << 20;
  private final Path file;

  /// The file `peers`: whoever is known.
  PeerFile(Path home) {
    this(home, "peers");
  }

  /// @param name of the file
  PeerFile(Path home, String name) {
    this.file = home.resolve(name);
  }

  /// Adds what the file knows to a peerstore.
  ///
  /// @return how many peers it knew
  int load(Peerstore store) throws IOException {
    List<Known> peers = read();
    // The file names the most recently used first; the store takes the last added for that.
    for (Known peer : peers.reversed()) {
      store.addAddresses(peer.id(), peer.addresses().reversed(), false);
    }
    return peers.size();
  }

  /// The peers of the file, in its order; none if there is no file, or too large a one.
  List<Known> read() throws IOException {
    if (!Files.exists(file) || Files.size(file) > MAX_SIZE) {
      return List.of();
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
    return peers;
  }

  /// A peer, and where it was.
  record Known(PeerId id, List<Multiaddr> addresses) {
    Known {
      addresses = List.copyOf(addresses);
    }
  }

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

  /// Replaces the file by what a peerstore knows.
  void save(Peerstore store, PeerId self) throws IOException {
    write(
        store.peers().reversed().stream()
            .filter(peer -> !peer.equals(self))
            .map(peer -> new Known(peer, store.addresses(peer)))
            .filter(peer -> !peer.addresses().isEmpty())
            .toList());
  }

  /// Replaces the file by the first of these peers.
  void write(List<Known> peers) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Known peer : peers.subList(0, Math.min(peers.size(), MAX_PEERS))) {
      text.append(peer.id());
      peer.addresses().stream().limit(MAX_ADDRESSES).forEach(a -> text.append(' ').append(a));
      text.append('\n');
    }
    DurableFiles.replace(file, text.toString());
  }
}
