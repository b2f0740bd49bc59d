package network.cairn.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import network.cairn.base.files.DurableFiles;

/// What a daemon is told of who calls, and what it must prove before.
sealed interface Trust {
  /// It proves nothing and is shown no token.
  record None() implements Trust {}

  /// A token that the user gave together with the address: whoever answers there is shown it.
  record Given(String token) implements Trust {
    @Override
    public String toString() {
      return "Given";
    }
  }

  /// It must prove to have the token before anything else is said, and is shown it then by the
  /// calls that ask for it.
  ///
  /// @param typed whether the user gave the token, else it is the home's
  record Proved(String token, boolean typed) implements Trust {
    public Proved {
      if (token.isEmpty()) {
        throw new IllegalArgumentException("anybody can prove to have an empty token");
      }
    }

    @Override
    public String toString() {
      return "Proved";
    }
  }

  /// It would have to prove to be the home's own daemon, and cannot: nothing is said.
  ///
  /// @param why as the end of a sentence
  record Unprovable(String why) implements Trust {}

  int MAX_TOKEN = 1024;

  /// What the user gave, as `bearer:TOKEN` or the token alone.
  static Trust given(String text) {
    return new Given(token(text));
  }

  /// That of whoever answers where a home says that its daemon is. A stranger may have taken the
  /// place of a daemon that died, and a token would go to another machine in the clear.
  ///
  /// @param typed the token that the user gave, if not the home's
  /// @throws IOException if others can read the home's token
  static Trust own(Path home, InetSocketAddress address, Optional<String> typed)
      throws IOException {
    if (address.getAddress() == null || !isHere(address.getAddress())) {
      return new Unprovable("that is on another machine");
    }
    if (typed.isPresent()) {
      return proved(token(typed.get()), true, "the token of --api-auth is empty");
    }
    Path file = home.resolve("token");
    try {
      byte[] token = DurableFiles.readSecret(file, MAX_TOKEN);
      return proved(
          new String(token, StandardCharsets.US_ASCII).strip(), false, file + " is empty");
    } catch (NoSuchFileException e) {
      return new Unprovable("there is no file " + file);
    } catch (AccessDeniedException e) {
      return new Unprovable(file + " is not yours to read");
    }
  }

  /// That of a daemon that the user named, for commands that need a token: the home's own proves to
  /// be it; another's is as good as one that nothing is known of.
  ///
  /// @throws IOException if others can read the home's token
  static Trust named(Path home, InetSocketAddress address) throws IOException {
    return own(home, address, Optional.empty()) instanceof Proved own ? own : new None();
  }

  private static Trust proved(String token, boolean typed, String empty) {
    return token.isEmpty() ? new Unprovable(empty) : new Proved(token, typed);
  }

  private static String token(String text) {
    return text.startsWith("bearer:") ? text.substring(7) : text;
  }

  private static boolean isHere(InetAddress address) throws IOException {
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || NetworkInterface.getByInetAddress(address) != null;
  }
}
