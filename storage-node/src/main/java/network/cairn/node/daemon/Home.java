package network.cairn.node.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import network.cairn.node.config.Config;
import network.cairn.node.keys.Keystore;
import network.cairn.node.keys.Token;
import network.cairn.node.repo.Repository;

/// Makes a directory the home of a node.
public final class Home {
  private Home() {}

  /// Makes keys, token, configuration and repository, in this order: the configuration is what
  /// counts as a home, so a crash in between leaves none.
  ///
  /// @throws StartFailed if there is a home already
  public static void init(Path home, PrintStream out) throws IOException {
    if (Config.exists(home)) {
      throw new StartFailed(
          "a cairn configuration already exists in "
              + home
              + "; initializing it again would overwrite the keys");
    }
    if (!Files.isDirectory(home)) {
      Files.createDirectories(
          home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    SecureRandom random = new SecureRandom();
    out.print("generating ED25519 keypair...");
    Keystore keys = Keystore.create(home, random);
    out.println("done");
    out.println("peer identity: " + keys.peerId());
    out.println("initializing cairn node at " + home);
    Token.ofHome(home, random);
    Repository.init(home);
    Config.create(home).setText("Identity.PeerID", keys.peerId().toString());
  }
}
