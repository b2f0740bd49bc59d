package network.cairn.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import network.cairn.base.files.DurableFiles;

/// What a daemon is told of who calls, and what it must prove before.
sealed interface Trust {
  /// Nothing.
  record None() implements Trust {}

  /// A token that the user gave for it.
  record Given(String token) implements Trust {}

  /// It must prove to be the home's own daemon before anything else is said.
  ///
  /// @param shown whether it is shown the token then
  record Home(String token, boolean shown) implements Trust {
    @Override
    public String toString() {
      return "Home";
    }
  }

  int MAX_TOKEN = 1024;

  /// What the user gave, as `bearer:TOKEN` or the token alone.
  static Trust given(String text) {
    return new Given(text.startsWith("bearer:") ? text.substring(7) : text);
  }

  /// That of a home's own daemon; [None] where the home has no token that may be read here, or
  /// where the address is on another machine, to which the token never goes.
  ///
  /// @throws IOException if others can read the token
  static Trust home(Path home, InetSocketAddress address, boolean shown) throws IOException {
    if (address.getAddress() == null || !isHere(address.getAddress())) {
      return new None();
    }
    try {
      byte[] token = DurableFiles.readSecret(home.resolve("token"), MAX_TOKEN);
      return new Home(new String(token, StandardCharsets.US_ASCII).strip(), shown);
    } catch (NoSuchFileException | AccessDeniedException e) {
      return new None();
    }
  }

  private static boolean isHere(InetAddress address) throws IOException {
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || NetworkInterface.getByInetAddress(address) != null;
  }
}
